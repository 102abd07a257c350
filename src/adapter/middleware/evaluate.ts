import type { DebugProtocol } from '@vscode/debugprotocol';
import { isRecord } from '../messages.ts';
import type { Rewriter } from '../pipeline.ts';

/** What a person may ask for in the debug console, the watches or by hovering. */
export type NamedValue = '$task' | '$scope' | '$violation';

/** A value as text with its parts; undefined where the present stop has none. */
export interface ShownValue {
  text: string;
  parts: Readonly<Record<string, string>>;
}

export type NamedValues = (name: NamedValue) => ShownValue | undefined;

const names: readonly unknown[] = ['$task', '$scope', '$violation'] satisfies NamedValue[];

/** The debugger numbers its own variables from 1 upwards. */
const firstReference = 2_000_000_000;

/**
 * Answers `$task`, `$scope` and `$violation`, with parts to expand. A program may have a variable of that name, so ours
 * is the answer only where the debugger failed to find one.
 *
 * @param values what they stand for at the present stop
 */
export function evaluateRewriter(values: NamedValues): Rewriter {
  /** By sequence number. */
  const asked = new Map<number, NamedValue>();
  const opened = new Map<number, number>();
  /** Of the present stop, by place: what can be expanded. */
  let shown: ShownValue[] = [];
  const forget = (): void => {
    shown = [];
    asked.clear();
    opened.clear();
  };
  return {
    name: 'evaluate',
    handles: ['evaluate', 'variables', 'stopped', 'continued'],
    onEvent: forget,
    onRequest(request) {
      if (!isRecord(request.arguments)) return;
      const { expression, variablesReference: reference } = request.arguments;
      const name = typeof expression === 'string' ? expression.trim() : undefined;
      if (request.command === 'evaluate' && names.includes(name)) asked.set(request.seq, name as NamedValue);
      if (request.command === 'variables' && typeof reference === 'number' && reference >= firstReference) {
        opened.set(request.seq, reference - firstReference);
      }
    },
    onResponse(response) {
      const name = asked.get(response.request_seq);
      const place = opened.get(response.request_seq);
      asked.delete(response.request_seq);
      opened.delete(response.request_seq);
      if (place !== undefined) succeed(response, { variables: variablesOf(shown[place]) });
      const value = name !== undefined && !response.success ? values(name) : undefined;
      if (!value) return;
      shown.push(value);
      succeed(response, {
        result: value.text,
        type: name,
        variablesReference: firstReference + shown.length - 1,
        namedVariables: Object.keys(value.parts).length,
      } satisfies DebugProtocol.EvaluateResponse['body']);
    },
  };
}

function succeed(response: DebugProtocol.Response, body: object): void {
  response.success = true;
  delete response.message;
  response.body = body;
}

const variablesOf = (value: ShownValue | undefined): DebugProtocol.Variable[] =>
  Object.entries(value?.parts ?? {}).map(([name, text]) => ({ name, value: text, variablesReference: 0 }));
