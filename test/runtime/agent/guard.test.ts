import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BundledAgent, bundleAgent } from '../../support/bundleAgent.ts';
import { CollectingHost } from '../../support/collectingHost.ts';
import { nodeBinary, nodeMajors, oldNodeMajors } from '../../support/nodes.ts';

const run = promisify(execFile);

let agent: BundledAgent;
beforeAll(async () => {
  agent = await bundleAgent();
});

const program = ['-e', 'console.log("ran")'];

async function watched(node: string): Promise<{ stdout: string; stderr: string; events: number }> {
  const host = await CollectingHost.open();
  try {
    const { stdout, stderr } = await run(node, program, { env: { ...process.env, ...host.env(agent.guard, {}) } });
    return { stdout, stderr, events: host.events.length };
  } finally {
    await host.close();
  }
}

// Old versions were never published for processors that came later.
const hasOldNodes = process.arch === 'x64' && process.platform === 'linux';

describe.skipIf(!hasOldNodes)('on a Node too old for the agent', () => {
  it.each(oldNodeMajors)('%i a program runs as ever, and one line says why it is not watched', async (major) => {
    const { stdout, stderr, events } = await watched(await nodeBinary(major));
    expect({ stdout, events }).toEqual({ stdout: 'ran\n', events: 0 });
    expect(stderr).toMatch(
      /^Async Scope: this program is not watched, because it runs on Node [\d.]+; the agent needs Node 20 or later\.\n$/,
    );
  });

  it('nothing is said where nobody listens, as in a child of a debugged program', async () => {
    const env = { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(agent.guard)}` };
    const { stdout, stderr } = await run(await nodeBinary(14), program, { env });
    expect({ stdout, stderr }).toEqual({ stdout: 'ran\n', stderr: '' });
  });
});

describe('on a Node the agent runs on', () => {
  it.each(nodeMajors)('%i the program is watched', async (major) => {
    const { stdout, stderr, events } = await watched(await nodeBinary(major));
    expect({ stdout, stderr }).toEqual({ stdout: 'ran\n', stderr: '' });
    expect(events).toBeGreaterThan(0);
  });
});
