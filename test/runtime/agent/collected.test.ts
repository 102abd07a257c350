import { describe, expect, it } from 'vitest';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched } from './runWatched.ts';

/** Collects until the library has heard of what is gone. */
const collect = `
  const heard = () => new Promise((resolve) => setTimeout(resolve, 5));
  async function collectUntilGone(make) {
    let gone = false;
    const registry = new FinalizationRegistry(() => { gone = true; });
    await (async () => registry.register(await make(), undefined))();
    while (!gone) { await heard(); globalThis.gc(); }
    // Its own registry may be served before ours.
    for (let round = 0; round < 5; round += 1) { await heard(); globalThis.gc(); }
  }
`;

const watch = async (major: (typeof nodeMajors)[number], body: string) =>
  runWatched({
    node: await nodeBinary(major),
    nodeOptions: '--expose-gc',
    source: `import { CancelScope, safeGenerator, trackSession } from LIBRARY; ${collect} ${body}`,
  });

describe.each(nodeMajors)('on Node %i', (major) => {
  it('a session that nobody has any more is told, whatever health checks it has', async () => {
    const { code, host } = await watch(
      major,
      `
      const kept = trackSession('kept', { healthCheck: () => true, healthEvery: 1 });
      await collectUntilGone(() => {
        const session = trackSession('dropped', { healthCheck: () => session.state === 'active', healthEvery: 2 });
        session.active();
        return session;
      });
      await collectUntilGone(() => {
        const session = trackSession('closed');
        session.close();
        return session;
      });
      kept.close();
      `,
    );
    expect(code).toBe(0);
    const dropped = host.of('session-opened').find(({ name }) => name === 'dropped');
    expect(host.of('session-collected').map(({ id }) => id)).toEqual([dropped?.id]);
  });

  it('a generator that was left half-way with a scope open in it is a violation, one without is none', async () => {
    const { code, host } = await watch(
      major,
      `
      async function* rows() {
        const scope = CancelScope.enter('transaction');
        try { yield 1; yield 2; } finally { scope.exit(); }
      }
      const started = async (name, body) => {
        const generator = safeGenerator(name, body);
        await generator.next();
        return generator;
      };
      await collectUntilGone(() => started('rows', rows));
      await collectUntilGone(() => started('plain', async function* () { yield 1; yield 2; }));
      await collectUntilGone(async () => {
        const generator = await started('finished', rows);
        await generator.return();
        return generator;
      });
      `,
    );
    expect(code).toBe(0);
    const tasks = host.of('task-started').filter(({ kind }) => kind === 'generator');
    expect(tasks.map(({ name }) => name)).toEqual(['rows', 'plain', 'finished']);
    const reason = 'Generator "rows" was left half-way, and nobody can finish it any more.';
    expect(host.of('violation')).toMatchObject([
      { cause: 'outlived-its-task', name: 'transaction', ownerTask: tasks[0]?.id, cancelReason: reason },
    ]);
    const ends = tasks.map(({ id }) => host.of('task-ended').find((end) => end.id === id)?.status);
    expect(ends).toEqual(['cancelled', 'cancelled', 'completed']);
  });
});
