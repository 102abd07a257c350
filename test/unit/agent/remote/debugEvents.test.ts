import { describe, expect, it, vi } from 'vitest';
import { type DebugEvent, DebugEvents } from '../../../../src/agent/api/remote/debugEvents.ts';

const written = (text: string): DebugEvent => ({ kind: 'console', time: 1, level: 'log', text });
const ended: DebugEvent = { kind: 'ended', time: 2, reason: 'it was closed' };

async function collect(events: AsyncIterable<DebugEvent>): Promise<string[]> {
  const told: string[] = [];
  for await (const event of events) told.push(event.kind === 'console' ? event.text : event.kind);
  return told;
}

describe('the events of a session', () => {
  it('are kept up to a number, and counted beyond it', () => {
    const events = new DebugEvents(2);
    for (const text of ['a', 'b', 'c']) events.add(written(text));
    expect(events.recent).toMatchObject([{ text: 'b' }, { text: 'c' }]);
    expect(events.count).toBe(3);
  });

  it('reach the listeners of their kind until these are given back', () => {
    const events = new DebugEvents(10);
    const heard = vi.fn();
    const subscription = events.on('console', heard);
    events.add(written('a'));
    events.add({ kind: 'resumed', time: 1 });
    subscription.dispose();
    events.add(written('b'));
    expect(heard.mock.calls).toMatchObject([[{ text: 'a' }]]);
  });

  it('are iterated from now on to the end, by each reader on its own', async () => {
    const events = new DebugEvents(10);
    events.add(written('before'));
    const [first, second] = [events[Symbol.asyncIterator](), events[Symbol.asyncIterator]()];
    const reading = collect(first);
    events.add(written('a'));
    await Promise.resolve();
    events.add(written('b'));
    events.add(ended);
    events.add(written('after the end'));
    expect(await reading).toEqual(['a', 'b', 'ended']);
    expect(await collect(second)).toEqual(['a', 'b', 'ended']);
    expect(await collect(events)).toEqual([]);
  });

  it('that are read too slowly are lost, the oldest first', async () => {
    const events = new DebugEvents(2);
    const slow = events[Symbol.asyncIterator]();
    for (const event of [written('a'), written('b'), ended]) events.add(event);
    expect(await collect(slow)).toEqual(['b', 'ended']);
  });

  it('can be waited for, until the time is over or the session ends', async () => {
    vi.useFakeTimers();
    try {
      const events = new DebugEvents(10);
      const next = events.next('console', 1_000);
      const late = expect(events.next('paused', 1_000)).rejects.toThrow('no event "paused" within 1000 ms');
      events.add(written('a'));
      expect(await next).toMatchObject({ text: 'a' });
      vi.advanceTimersByTime(1_000);
      await late;
      const never = expect(events.next('paused', 1_000)).rejects.toThrow('the session ended because it was closed');
      events.add(ended);
      await never;
      await expect(events.next('console', 1_000)).rejects.toThrow('the session ended');
      expect(await events.next('ended', 1_000)).toBe(ended);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
