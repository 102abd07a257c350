import { describe, expect, it, vi } from 'vitest';
import { Pipeline, type Rewriter } from '../../../src/adapter/pipeline.ts';
import { event, request, response } from './messages.ts';

const adding = (name: string, handles = ['a']): Rewriter => ({
  name,
  handles,
  onRequest: (message) =>
    void Object.assign(message, { arguments: [...((message.arguments as string[]) ?? []), name] }),
  onResponse: (message) => void Object.assign(message, { body: name }),
  onEvent: (message) => void Object.assign(message, { body: name }),
});

const failing: Rewriter = {
  name: 'broken',
  handles: ['a'],
  onRequest(message) {
    message.command = 'half done';
    Object.assign(message, { extra: true });
    throw new Error('no good');
  },
};

describe('the pipeline', () => {
  it('lets every rewriter change a request in place, in order', () => {
    const message = request('a');
    new Pipeline([adding('first'), adding('second')], vi.fn()).fromEditor(message);
    expect(message.arguments).toEqual(['first', 'second']);
  });

  it('gives responses and events to the rewriters that handle them and leaves the others alone', () => {
    const pipeline = new Pipeline([adding('mine', ['a', 'happened'])], vi.fn());
    const messages = [response('a'), response('b'), event('happened'), event('other')];
    const before = structuredClone(messages);
    for (const message of messages) pipeline.fromDebugger(message);
    expect(messages.map((message) => message.body as unknown)).toEqual(['mine', undefined, 'mine', {}]);
    expect(messages[1]).toEqual(before[1]);
  });

  it('puts a message back as it was when a rewriter throws, logs that once and goes on with the next', () => {
    const log = vi.fn();
    const message = request('a', { x: [1] });
    new Pipeline([failing], log).fromEditor(message);
    expect(message).toEqual(request('a', { x: [1] }));
    expect(log.mock.calls).toEqual([['The debug message rewriter "broken" failed and was skipped: no good']]);
    const second = request('a');
    new Pipeline([failing, adding('next')], log).fromEditor(second);
    expect(second).toEqual({ ...request('a'), arguments: ['next'] });
  });

  it.each([undefined, null, 3, 'text', [], {}, { type: 'request' }, { type: 'event', event: 7 }, { type: 'response' }])(
    'leaves alone what is no debug message: %j',
    (message) => {
      const before = structuredClone(message);
      const pipeline = new Pipeline([adding('any')], vi.fn());
      pipeline.fromEditor(message);
      pipeline.fromDebugger(message);
      expect(message).toEqual(before);
    },
  );
});
