import { bindingName, environment } from '../protocol/version.ts';

/**
 * The first file of ours in every program. A Node too old for the agent would end at the agent's first line with a
 * syntax error, and with it the program; so this file, in the language of Node 6, looks before it loads the agent.
 */
const oldest = 20;

/** Somebody waits for events, so it is worth a line that none will come. */
const isWatched = (): boolean =>
  typeof Reflect.get(global, bindingName) === 'function' || environment.pipe in process.env;

function explain(reason: string): void {
  if (isWatched()) process.stderr.write(`Async Scope: this program is not watched, because ${reason}\n`);
}

if (Number.parseInt(process.versions.node, 10) < oldest) {
  explain(`it runs on Node ${process.versions.node}; the agent needs Node ${oldest} or later.`);
} else {
  try {
    require('./preload.cjs');
  } catch (error) {
    explain(`the agent could not be loaded: ${String(error)}`);
  }
}
