import { CancelScope } from 'async-scope';
import { abandon } from './housekeeper.js';
import { SdkSession } from './sdkSession.js';
import { withStoryFile } from './storyFile.js';
import { streamQuery } from './stream.js';
import { pretendToWork, unlessAborted } from './timing.js';

/** One member of the orchestra. */
export interface Agent {
  name: string;
  /** ms it thinks before it writes. */
  thinks: number;
  /** ms it keeps the story file to itself. The coder keeps it for too long. */
  writes: number;
}

export const agents: readonly Agent[] = [
  { name: 'planner', thinks: 600, writes: 200 },
  { name: 'coder', thinks: 50, writes: 6_500 },
  { name: 'tester', thinks: 800, writes: 300 },
];

/** Plays its part over and over until the signal says that the concert is over. */
export async function play(agent: Agent, signal: AbortSignal): Promise<void> {
  const session = new SdkSession(`${agent.name} session`);
  try {
    for (let turn = 1; !signal.aborted; turn += 1) {
      const inTurn = { timeout: 60_000 };
      await CancelScope.run(
        `${agent.name}: turn ${turn}`,
        (scope) => takeTurn(agent, session, turn, scope.signal),
        inTurn,
      );
      if (agent.writes > 5_000) console.log(`${agent.name} gave the story file back after ${agent.writes} ms`);
    }
  } catch (error) {
    unlessAborted(signal)(error);
  } finally {
    session.close();
  }
}

/** Thinks, and writes the thought into the story. */
async function takeTurn(agent: Agent, session: SdkSession, turn: number, signal: AbortSignal): Promise<void> {
  const think = async (thinking: CancelScope): Promise<string> => {
    await pretendToWork(agent.thinks, thinking.signal);
    return session.ask(`turn ${turn}`, thinking.signal);
  };
  const idea = await CancelScope.run(`${agent.name}: think`, think, { timeout: 5_000 });
  await withStoryFile(async (append) => {
    await pretendToWork(agent.writes, signal);
    append(idea);
  });
}

/**
 * The reviewer reads what the others stream, but only the beginning: it has heard enough and leaves the rest of the
 * stream to the housekeeper.
 *
 * @param requests one for each review wanted
 */
export async function review(requests: AsyncIterable<unknown>, signal: AbortSignal): Promise<void> {
  const session = new SdkSession('reviewer session');
  try {
    for await (const _ of requests) {
      await CancelScope.run('reviewer: read', async (scope) => {
        const stream = streamQuery(session, 'chapter one');
        await stream.next();
        console.log('reviewer heard enough of the stream');
        await abandon(stream, scope.signal);
      });
    }
  } catch (error) {
    unlessAborted(signal)(error);
  } finally {
    session.close();
  }
}
