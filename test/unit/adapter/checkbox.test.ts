import { describe, expect, it, vi } from 'vitest';
import { stopFilters } from '../../../src/adapter/conditions/stopFilters.ts';
import { initializeRewriter } from '../../../src/adapter/middleware/initialize.ts';
import type { ChosenFilter } from '../../../src/adapter/conditions/stopRules.ts';
import { setExceptionBreakpointsRewriter } from '../../../src/adapter/middleware/setExceptionBreakpoints.ts';
import { request, response } from './messages.ts';

const shown = stopFilters.map((filter) => filter.shown);
const ours = 'asyncScope.cancelScope';

describe('the checkboxes of our own', () => {
  it('come after the filters of the debugger, take conditions, and only the first is checked at first', () => {
    const all = { filter: 'all', label: 'Caught' };
    const message = response('initialize', { supportsX: true, exceptionBreakpointFilters: [all] });
    initializeRewriter().onResponse?.(message);
    expect(message.body).toEqual({ supportsX: true, exceptionBreakpointFilters: [all, ...shown] });
    expect(shown.map(({ label, default: chosen, supportsCondition }) => [label, chosen, supportsCondition])).toEqual([
      ['Cancel-scope errors', true, true],
      ['Lock problems', false, true],
      ['Session leaks', false, true],
    ]);
  });

  it('are there even when the debugger has no filters', () => {
    const message = response('initialize', {});
    initializeRewriter().onResponse?.(message);
    expect(message.body).toEqual({ exceptionBreakpointFilters: shown });
  });

  it('are not added to an answer that failed', () => {
    const message = { ...response('initialize', {}), success: false };
    initializeRewriter().onResponse?.(message);
    expect(message.body).toEqual({});
  });
});

describe('a request for exception breakpoints', () => {
  const namesOf = (chosen: readonly ChosenFilter[]) =>
    chosen.map(({ filter, condition }) => `${filter.shown.label}${condition ? ` if ${condition.kind}` : ''}`);
  const send = (args: object | undefined) => {
    const onChosen = vi.fn();
    const rewriter = setExceptionBreakpointsRewriter(onChosen);
    const message = request('setExceptionBreakpoints', args);
    rewriter.onRequest?.(message);
    return { rewriter, message, chosen: onChosen.mock.calls.map(([chosen]) => namesOf(chosen as ChosenFilter[])) };
  };

  it('passes byte for byte when our filter is not in it, and says that none is checked', () => {
    const args = { filters: ['all'], filterOptions: [{ filterId: 'uncaught', condition: 'error.x  ==  1' }], z: 1 };
    const text = JSON.stringify(request('setExceptionBreakpoints', args));
    const { message, chosen } = send(args);
    expect(JSON.stringify(message)).toBe(text);
    expect(chosen).toEqual([[]]);
  });

  it('loses our filter and nothing else', () => {
    const condition = { filterId: 'uncaught', condition: 'error.name == "X"' };
    const { message, chosen } = send({
      filters: [],
      filterOptions: [{ filterId: 'all' }, { filterId: ours }, condition],
    });
    expect(message.arguments).toEqual({ filters: [], filterOptions: [{ filterId: 'all' }, condition] });
    expect(chosen).toEqual([['Cancel-scope errors']]);
  });

  it('may name our filter in the old way', () => {
    const { message, chosen } = send({ filters: ['all', ours] });
    expect(message.arguments).toEqual({ filters: ['all'] });
    expect(chosen).toEqual([['Cancel-scope errors']]);
  });

  it('without arguments says nothing about the checkbox', () => {
    expect(send(undefined).chosen).toEqual([]);
  });

  it('gets an answer that lines up with what was asked', () => {
    const { rewriter } = send({ filters: ['all'], filterOptions: [{ filterId: ours }, { filterId: 'uncaught' }] });
    const message = response('setExceptionBreakpoints', {
      breakpoints: [{ verified: true, id: 1 }, { verified: false }],
    });
    rewriter.onResponse?.(message);
    expect(message.body).toEqual({ breakpoints: [{ verified: true, id: 1 }, { verified: true }, { verified: false }] });
  });

  it('gets an answer without breakpoints as it is, and each answer only its own correction', () => {
    const { rewriter } = send({ filters: [ours] });
    const other = response('setExceptionBreakpoints', { breakpoints: [] }, 2);
    rewriter.onResponse?.(other);
    expect(other.body).toEqual({ breakpoints: [] });
    const message = response('setExceptionBreakpoints', {});
    rewriter.onResponse?.(message);
    expect(message.body).toEqual({});
  });

  it('understands the conditions of ours, and the debugger hears of neither', () => {
    const { rewriter, message, chosen } = send({
      filters: [],
      filterOptions: [
        { filterId: ours, condition: 'scope =~ /db/' },
        { filterId: 'all' },
        { filterId: 'asyncScope.lockProblems', condition: " class == 'deadlock' || lock == 'x'" },
        { filterId: 'asyncScope.sessionLeaks', condition: ' ' },
      ],
    });
    expect(message.arguments).toEqual({ filters: [], filterOptions: [{ filterId: 'all' }] });
    expect(chosen).toEqual([['Cancel-scope errors if matches', 'Lock problems if or', 'Session leaks']]);
    const answer = response('setExceptionBreakpoints', {});
    rewriter.onResponse?.(answer);
    expect(answer.body).toEqual({});
  });

  it('with a wrong condition gets an answer that says what is wrong, and the filter goes on without it', () => {
    const { rewriter, chosen } = send({
      filters: ['all'],
      filterOptions: [{ filterId: 'uncaught' }, { filterId: ours, condition: "clas == 'x'" }],
    });
    expect(chosen).toEqual([['Cancel-scope errors']]);
    const answer = response('setExceptionBreakpoints', {});
    rewriter.onResponse?.(answer);
    const message =
      'The condition is not understood, so it is left out: There is no field "clas": did you mean "class"? (at character 1)';
    expect(answer.body).toEqual({
      breakpoints: [{ verified: true }, { verified: true }, { verified: false, message }],
    });
  });
});
