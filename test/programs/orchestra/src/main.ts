import { EventEmitter, on } from 'node:events';
import { CancelScope, TaskGroup } from 'async-scope';
import { agents, play, review } from './agents.js';
import { consultTheArchive } from './archivist.js';
import { publish, qaGate } from './gates.js';
import { keepHouse } from './housekeeper.js';
import { openHouse } from './httpServer.js';
import { pretendToWork, unlessAborted, violationDelay } from './timing.js';

const bus = new EventEmitter();
const violate = (): void => void bus.emit('violate');

/** The concert: a scope around everything, a group that owns the tasks, and a few things that happen on the way. */
await CancelScope.run('orchestra', async (orchestra) => {
  const { signal } = orchestra;
  const quit = (): void => orchestra.cancel('the concert is over');
  process.once('SIGTERM', quit);
  process.once('SIGINT', quit);
  const server = openHouse({ violate, quit });
  const reviews = on(bus, 'violate', { signal });

  await TaskGroup.run('agents', async (group) => {
    for (const agent of agents) group.spawn(agent.name, () => play(agent, signal));
    group.spawn('housekeeper', () => keepHouse(signal));
    group.spawn('reviewer', () => review(reviews, signal));
    group.spawn('archivist', () => consultTheArchive(signal).catch(unlessAborted(signal)));
    group.spawn('conductor', () => pretendToWork(violationDelay, signal).then(violate, unlessAborted(signal)));
    group.spawn('gates', () => passTheGates(signal).catch(unlessAborted(signal)));
  });
  server.close();
  process.removeListener('SIGTERM', quit);
  process.removeListener('SIGINT', quit);
}).catch((error: unknown) => {
  // Cancelling is how this program ends; anything else is an error.
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
});

async function passTheGates(signal: AbortSignal): Promise<void> {
  await pretendToWork(1_000, signal);
  for (const gate of [qaGate, publish]) {
    // The failure stays in the list of operations, where it can be tried again.
    await gate().catch((error: Error) => console.log(`a gate stayed closed: ${error.message}`));
  }
}
