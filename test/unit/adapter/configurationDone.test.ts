import { describe, expect, it, vi } from 'vitest';
import { configurationDoneRewriter } from '../../../src/adapter/middleware/configurationDone.ts';
import { request, response } from './messages.ts';

const rewriter = () => {
  const onHeld = vi.fn();
  const onUnheld = vi.fn();
  return { onHeld, onUnheld, ...configurationDoneRewriter(onHeld, onUnheld) };
};

describe('configurationDone', () => {
  it('is turned into a harmless request, once', () => {
    const { onRequest, onHeld } = rewriter();
    const first = request('configurationDone', {}, 5);
    const second = request('configurationDone', {}, 6);
    onRequest?.(first);
    onRequest?.(second);
    expect(first).toEqual(request('threads', undefined, 5));
    expect(second).toEqual(request('configurationDone', {}, 6));
    expect(onHeld).toHaveBeenCalledOnce();
  });

  it('is answered as the editor expects, whatever the harmless request brought', () => {
    const { onRequest, onResponse, onUnheld } = rewriter();
    onRequest?.(request('configurationDone', {}, 5));
    const answer = { ...response('threads', { threads: [] }, 5), success: false, message: 'No threads.' };
    onResponse?.(answer);
    expect(answer).toEqual(response('configurationDone', {}, 5));
    expect(onUnheld).not.toHaveBeenCalled();
  });

  it('leaves the answers to real requests for threads alone', () => {
    const { onRequest, onResponse } = rewriter();
    onRequest?.(request('configurationDone', {}, 5));
    const answer = response('threads', { threads: [{ id: 1, name: 'main' }] }, 6);
    onResponse?.(answer);
    expect(answer).toEqual(response('threads', { threads: [{ id: 1, name: 'main' }] }, 6));
  });

  it('says so where the editor did not let the request be changed', () => {
    const { onRequest, onResponse, onUnheld } = rewriter();
    onRequest?.(request('configurationDone', {}, 5));
    onResponse?.(response('configurationDone', {}, 5));
    expect(onUnheld).toHaveBeenCalledOnce();
  });
});
