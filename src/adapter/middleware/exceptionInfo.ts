import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Rewriter } from '../pipeline.ts';
import type { ReportedViolation, StopState } from '../stopState.ts';

/** A violation in words. */
export interface StopText {
  title: string;
  sentence: string;
  usualCauses: readonly string[];
}

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
      details: { message: text.sentence, typeName: state.violation?.violation.cause },
    } satisfies DebugProtocol.ExceptionInfoResponse['body'];
  },
});

const descriptionOf = ({ sentence, usualCauses }: StopText): string => {
  if (usualCauses.length === 0) return sentence;
  return `${sentence}\n\nUsual causes:\n${usualCauses.map((cause) => `• ${cause}`).join('\n')}`;
};
