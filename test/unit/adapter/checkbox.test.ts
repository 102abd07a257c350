import { describe, expect, it, vi } from 'vitest';
import { initializeRewriter, violationFilter } from '../../../src/adapter/middleware/initialize.ts';
import { setExceptionBreakpointsRewriter } from '../../../src/adapter/middleware/setExceptionBreakpoints.ts';
import { request, response } from './messages.ts';

const ours = violationFilter.filter;

describe('the checkbox of our own', () => {
  it('comes after the filters of the debugger and is checked at first', () => {
    const all = { filter: 'all', label: 'Caught' };
    const message = response('initialize', { supportsX: true, exceptionBreakpointFilters: [all] });
    initializeRewriter().onResponse?.(message);
    expect(message.body).toEqual({ supportsX: true, exceptionBreakpointFilters: [all, violationFilter] });
    expect(violationFilter).toMatchObject({
      filter: 'asyncScope.cancelScope',
      label: 'Cancel-scope errors',
      default: true,
    });
  });

  it('is there even when the debugger has no filters', () => {
    const message = response('initialize', {});
    initializeRewriter().onResponse?.(message);
    expect(message.body).toEqual({ exceptionBreakpointFilters: [violationFilter] });
  });

  it('is not added to an answer that failed', () => {
    const message = { ...response('initialize', {}), success: false };
    initializeRewriter().onResponse?.(message);
    expect(message.body).toEqual({});
  });
});

describe('a request for exception breakpoints', () => {
  const send = (args: object | undefined) => {
    const onChecked = vi.fn();
    const rewriter = setExceptionBreakpointsRewriter(onChecked);
    const message = request('setExceptionBreakpoints', args);
    rewriter.onRequest?.(message);
    return { rewriter, message, checked: onChecked.mock.calls.map(([checked]) => checked as boolean) };
  };

  it('passes byte for byte when our filter is not in it, and says that it is unchecked', () => {
    const args = { filters: ['all'], filterOptions: [{ filterId: 'uncaught', condition: 'error.x  ==  1' }], z: 1 };
    const text = JSON.stringify(request('setExceptionBreakpoints', args));
    const { message, checked } = send(args);
    expect(JSON.stringify(message)).toBe(text);
    expect(checked).toEqual([false]);
  });

  it('loses our filter and nothing else', () => {
    const condition = { filterId: 'uncaught', condition: 'error.name == "X"' };
    const { message, checked } = send({
      filters: [],
      filterOptions: [{ filterId: 'all' }, { filterId: ours }, condition],
    });
    expect(message.arguments).toEqual({ filters: [], filterOptions: [{ filterId: 'all' }, condition] });
    expect(checked).toEqual([true]);
  });

  it('may name our filter in the old way', () => {
    const { message, checked } = send({ filters: ['all', ours] });
    expect(message.arguments).toEqual({ filters: ['all'] });
    expect(checked).toEqual([true]);
  });

  it('without arguments says nothing about the checkbox', () => {
    expect(send(undefined).checked).toEqual([]);
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
});
