import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type LockHold, Semaphore, trackTask } from '../../../src/agent/api/index.ts';
import { Recorder } from './recorder.ts';

beforeEach(() => {
  Recorder.attach();
});

/** What a lock should be, in the simplest words. Askers are numbered in the order they come. */
class Reference {
  readonly permits: number;
  asked = 0;
  holders: number[] = [];
  waiters: number[] = [];

  constructor(permits: number) {
    this.permits = permits;
  }

  ask(): void {
    (this.holders.length < this.permits ? this.holders : this.waiters).push(this.asked);
    this.asked += 1;
  }

  leave(asker: number): void {
    this.waiters = this.waiters.filter((each) => each !== asker);
    this.holders = this.holders.filter((each) => each !== asker);
    while (this.holders.length < this.permits && this.waiters.length > 0) this.holders.push(this.waiters.shift() ?? 0);
  }
}

/** The lock, and what its askers have seen. */
class Real {
  readonly lock: Semaphore;
  readonly got = new Map<number, LockHold>();
  readonly controllers = new Map<number, AbortController>();
  readonly refused: number[] = [];

  constructor(permits: number) {
    this.lock = new Semaphore('lock', permits);
  }

  ask(asker: number): void {
    const controller = new AbortController();
    this.controllers.set(asker, controller);
    trackTask(String(asker), () => this.lock.acquire({ signal: controller.signal })).then(
      (hold) => this.got.set(asker, hold),
      () => this.refused.push(asker),
    );
  }
}

const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function compare(model: Reference, { lock, got }: Real): Promise<void> {
  await quiet();
  const names = (users: readonly { task: { name: string } }[]): number[] => users.map(({ task }) => Number(task.name));
  expect(names(lock.holders)).toEqual(model.holders);
  expect(names(lock.waiters)).toEqual(model.waiters);
  expect([...got.keys()].sort((a, b) => a - b)).toEqual(model.holders);
}

type Command = fc.AsyncCommand<Reference, Real>;

const ask: Command = {
  check: () => true,
  async run(model, real) {
    real.ask(model.asked);
    model.ask();
    await compare(model, real);
  },
  toString: () => 'ask',
};

const tryOnce: Command = {
  check: () => true,
  async run(model, { lock }) {
    const hold = lock.tryAcquire();
    expect(hold !== undefined).toBe(model.holders.length < model.permits);
    hold?.release();
  },
  toString: () => 'try',
};

const release = (at: number): Command => ({
  check: ({ holders }) => holders.length > 0,
  async run(model, real) {
    const asker = model.holders[at % model.holders.length] ?? 0;
    model.leave(asker);
    const hold = real.got.get(asker);
    real.got.delete(asker);
    hold?.release();
    hold?.release();
    await compare(model, real);
  },
  toString: () => `release ${at}`,
});

const giveUp = (at: number): Command => ({
  check: ({ waiters }) => waiters.length > 0,
  async run(model, real) {
    const asker = model.waiters[at % model.waiters.length] ?? 0;
    model.leave(asker);
    real.controllers.get(asker)?.abort();
    await compare(model, real);
    expect(real.refused).toContain(asker);
  },
  toString: () => `give up ${at}`,
});

describe('a lock', () => {
  it('has the holders and waiters of the simplest lock after any steps', async () => {
    const steps = fc.commands([fc.constant(ask), fc.constant(tryOnce), fc.nat().map(release), fc.nat().map(giveUp)]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), steps, async (permits, commands) => {
        const setup = (): { model: Reference; real: Real } => ({
          model: new Reference(permits),
          real: new Real(permits),
        });
        await fc.asyncModelRun(setup, commands);
      }),
      { numRuns: 60 },
    );
  });

  it('lets everybody through in turn, however their work is timed and whoever gives up', async () => {
    const users = fc.array(fc.record({ steps: fc.nat({ max: 3 }), givesUp: fc.boolean() }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), users, fc.scheduler(), async (permits, flows, scheduler) => {
        const lock = new Semaphore('lock', permits);
        const entered: number[] = [];
        let inside = 0;
        const work = async (flow: number, steps: number): Promise<void> => {
          entered.push(flow);
          inside += 1;
          expect(inside).toBeLessThanOrEqual(permits);
          for (let step = 0; step < steps; step += 1) await scheduler.schedule(Promise.resolve(), `work ${flow}`);
          inside -= 1;
        };
        const all = flows.map(async ({ steps, givesUp }, flow) => {
          const controller = new AbortController();
          if (givesUp) void scheduler.schedule(Promise.resolve(), `give up ${flow}`).then(() => controller.abort());
          await lock
            .run(() => work(flow, steps), { signal: controller.signal })
            .catch((error: unknown) => {
              if (error !== controller.signal.reason) throw error;
            });
        });
        await scheduler.waitFor(Promise.all(all));
        expect(entered).toEqual([...entered].sort((a, b) => a - b));
        const patient = flows.flatMap(({ givesUp }, flow) => (givesUp ? [] : [flow]));
        expect(entered).toEqual(expect.arrayContaining(patient));
        expect([lock.holders, lock.waiters]).toEqual([[], []]);
        expect(lock.tryAcquire()).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });
});
