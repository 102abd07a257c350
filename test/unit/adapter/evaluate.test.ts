import type { DebugProtocol } from '@vscode/debugprotocol';
import { describe, expect, it, vi } from 'vitest';
import { evaluateRewriter, type NamedValues } from '../../../src/adapter/middleware/evaluate.ts';
import { event, request, response } from './messages.ts';

const task = { text: 'task “a”', parts: { state: 'running', kind: 'task' } };

function session(known: NamedValues = (name) => (name === '$task' ? task : undefined)) {
  const values = vi.fn(known);
  const rewriter = evaluateRewriter(values);
  let seq = 0;
  const ask = (command: string, args: object, answer: object): DebugProtocol.Response => {
    seq += 1;
    rewriter.onRequest?.(request(command, args, seq));
    const message = { ...response(command, undefined, seq), ...answer };
    rewriter.onResponse?.(message);
    return message;
  };
  return {
    values,
    rewriter,
    evaluate: (expression: unknown, answer: object = { success: false, message: 'not defined' }) =>
      ask('evaluate', { expression, context: 'repl' }, answer),
    variables: (variablesReference: number, answer: object = { success: false, message: 'unknown reference' }) =>
      ask('variables', { variablesReference }, answer),
  };
}

const referenceOf = ({ body }: DebugProtocol.Response): number =>
  (body as DebugProtocol.EvaluateResponse['body']).variablesReference;

describe('$task, $scope and $violation in the debug console', () => {
  it('are answered where the debugger knows no such variable, with parts to expand', () => {
    const { evaluate, variables } = session();
    const answer = evaluate(' $task ');
    expect(answer).toEqual({
      ...response('evaluate'),
      body: { result: 'task “a”', type: '$task', variablesReference: 2_000_000_000, namedVariables: 2 },
    });
    expect(variables(referenceOf(answer))).toMatchObject({
      success: true,
      body: {
        variables: [
          { name: 'state', value: 'running', variablesReference: 0 },
          { name: 'kind', value: 'task', variablesReference: 0 },
        ],
      },
    });
  });

  it('are a variable of the program where it has one of that name', () => {
    const { evaluate, values } = session();
    const theirs = { body: { result: '7', variablesReference: 0 } };
    expect(evaluate('$task', theirs)).toMatchObject({ success: true, ...theirs });
    expect(values).not.toHaveBeenCalled();
  });

  it('are not found where the present stop has none', () => {
    expect(session().evaluate('$scope')).toMatchObject({ success: false, message: 'not defined' });
  });

  it.each([['$tasks'], ['$task.state'], ['x'], [7], [undefined]])('are no part of another expression: %j', (other) => {
    const { evaluate, values } = session();
    expect(evaluate(other)).toMatchObject({ success: false, message: 'not defined' });
    expect(values).not.toHaveBeenCalled();
  });

  it('can be asked for again and again, each answer with parts of its own', () => {
    const { evaluate, variables } = session((name) => ({ text: name, parts: { of: name } }));
    const references = [evaluate('$task'), evaluate('$scope'), evaluate('$violation')].map(referenceOf);
    expect(references).toEqual([2_000_000_000, 2_000_000_001, 2_000_000_002]);
    const parts = references.map((each) => (variables(each).body as { variables: { value: string }[] }).variables);
    expect(parts.map(([first]) => first?.value)).toEqual(['$task', '$scope', '$violation']);
  });

  it.each(['stopped', 'continued'])('are forgotten when the program has %s: old parts are empty', (name) => {
    const { evaluate, variables, rewriter } = session();
    const reference = referenceOf(evaluate('$task'));
    rewriter.onEvent?.(event(name));
    expect(variables(reference)).toMatchObject({ success: true, body: { variables: [] } });
    expect(referenceOf(evaluate('$task'))).toBe(2_000_000_000);
  });

  it('leave variables of the debugger alone', () => {
    const theirs = { body: { variables: ['theirs'] } };
    expect(session().variables(5, theirs)).toMatchObject(theirs);
  });

  it('survive a request without arguments', () => {
    const { rewriter } = session();
    expect(() => rewriter.onRequest?.(request('evaluate'))).not.toThrow();
  });
});
