import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Rewriter } from '../pipeline.ts';
import type { ReportedViolation, StopState, StopText } from '../stopState.ts';

/** Puts a violation in words; undefined stands for one whose event has not arrived. */
export type DescribeStop = (reported: ReportedViolation | undefined) => StopText;

/** Answers what happened at our trap, where the debugger itself knows of no exception. */
export const exceptionInfoRewriter = (state: StopState, describe: DescribeStop): Rewriter => ({
  name: 'exceptionInfo',
  handles: ['exceptionInfo'],
  onResponse(response) {
    if (!state.isTrapStop) return;
    const text = describe(state.violation);
    response.success = true;
    delete response.message;
    response.body = {
      exceptionId: text.title,
      description: descriptionOf(text),
      breakMode: 'always',
      details: detailsOf(text, state.asked?.facts.class ?? state.violation?.violation.cause),
    } satisfies DebugProtocol.ExceptionInfoResponse['body'];
  },
});

/** The editor shows what it takes for a stack below the description, with links to the places. */
const detailsOf = (text: StopText, typeName: string | undefined): DebugProtocol.ExceptionDetails => ({
  message: text.sentence,
  ...(typeName !== undefined && { typeName }),
  evaluateName: '$violation',
  ...(text.places?.length && {
    stackTrace: text.places.map(({ label, path, line, column }) => `${label} (${path}:${line}:${column})`).join('\n'),
  }),
});

const descriptionOf = ({ sentence, usualCauses }: StopText): string => {
  if (usualCauses.length === 0) return sentence;
  return `${sentence}\n\nUsual causes:\n${usualCauses.map((cause) => `• ${cause}`).join('\n')}`;
};
