import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/common/emitter.ts';

const fail = (error: unknown): never => {
  throw error;
};

describe('an emitter', () => {
  it('calls every listener in order', () => {
    const emitter = new Emitter<number>(fail);
    const calls: string[] = [];
    emitter.event((value) => calls.push(`a${value}`));
    emitter.event((value) => calls.push(`b${value}`));
    emitter.fire(1);
    expect(calls).toEqual(['a1', 'b1']);
  });

  it('counts the same function subscribed twice as two', () => {
    const emitter = new Emitter<number>(fail);
    let calls = 0;
    const listener = (): void => {
      calls += 1;
    };
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire(1);
    expect(calls).toBe(2);
    first.dispose();
    emitter.fire(1);
    expect(calls).toBe(3);
  });

  it('reports what a listener throws and calls the others', () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<string>((error) => errors.push(error));
    const broken = new Error('broken');
    const heard: string[] = [];
    emitter.event(() => fail(broken));
    emitter.event((value) => heard.push(value));
    emitter.fire('hello');
    expect({ errors, heard }).toEqual({ errors: [broken], heard: ['hello'] });
  });

  it('lets listeners come and go while it fires', () => {
    const emitter = new Emitter<string>(fail);
    const heard: string[] = [];
    const own = emitter.event((value) => {
      heard.push(value);
      own.dispose();
      emitter.event((later) => heard.push(`later ${later}`));
    });
    emitter.fire('one');
    expect(heard).toEqual(['one']);
    emitter.fire('two');
    expect(heard).toEqual(['one', 'later two']);
  });

  it('is silent after its end', () => {
    const emitter = new Emitter<string>(fail);
    const heard: string[] = [];
    emitter.event((value) => heard.push(value));
    emitter.dispose();
    emitter.fire('nothing');
    expect(heard).toEqual([]);
  });
});
