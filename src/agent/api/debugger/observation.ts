import type { Configuration } from '../../../common/configuration.ts';
import type { ConfigurationInput } from '../../../common/configuration/schema.ts';
import type { Model } from '../../../model/model.ts';
import type { Program } from '../../../model/state.ts';
import { programKey } from '../../greeting.ts';
import type { SystemSampler } from '../../systemSampler.ts';
import { configurationOf } from './configuration.ts';
import type { EventLog } from './eventLog.ts';
import { Feed } from './feed.ts';
import { ManualTasks } from './manualTask.ts';

/** What is left out is as configured: by the nearest `async-scope.config.json` upward, or by the environment. */
export interface ObservationOptions extends ConfigurationInput {
  /** Path of the configuration to use instead of the nearest. */
  configFile?: string;
}

/** Ends an observation that nobody holds any more. */
const unheld = new FinalizationRegistry<Feed>((feed) => feed.close());

/**
 * Watches this process or thread from within: a log of the last events and one model of what they mean, which all
 * trackers and monitors read. It keeps no process alive, and ends by `close`, or when nothing refers to it any more.
 */
export class Observation {
  readonly #feed: Feed;
  /** @internal Tasks by the ids the program has for them. */
  readonly tasks = new ManualTasks();

  /** @internal What is configured for it. */
  readonly configuration: Configuration;

  /** @throws ExpectedError when an option or the configuration cannot be used, saying what is allowed */
  constructor({ configFile, ...options }: ObservationOptions = {}) {
    this.configuration = configurationOf(options, configFile);
    this.#feed = new Feed(this.configuration);
    unheld.register(this, this.#feed, this);
  }

  /** The last events. */
  get events(): EventLog {
    return this.#feed.events;
  }

  /** Nothing more is heard; what was heard can still be read. */
  get closed(): boolean {
    return this.#feed.closed;
  }

  /** @internal What measures this process. */
  get sampler(): SystemSampler {
    return this.#feed.sampler;
  }

  /** @internal All that is known at this moment. */
  read(): Model {
    return this.#feed.read();
  }

  /** @internal What is known of this process. */
  get program(): Program {
    const program = this.read().programs.get(programKey);
    if (!program) throw new Error('An observation begins with a greeting.');
    return program;
  }

  /** Nothing more is heard from now on; what was heard can still be read. */
  close(): void {
    unheld.unregister(this);
    this.#feed.close();
  }

  /** The same as `close`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

let shared: Observation | undefined;

/** The observation of whoever was given none: made when it is first asked for, and again after it was closed. */
export function defaultObservation(): Observation {
  if (!shared || shared.closed) shared = new Observation();
  return shared;
}

/** What a tracker or monitor looks at. */
export interface ObservedBy {
  /** Where to look; the observation shared by all unless given. */
  observation?: Observation;
}
