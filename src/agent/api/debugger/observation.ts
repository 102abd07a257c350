import { defaultConfiguration } from '../../../common/configuration/schema.ts';
import type { Model } from '../../../model/model.ts';
import type { Program, Thresholds } from '../../../model/state.ts';
import { programKey } from '../../greeting.ts';
import type { EventLog } from './eventLog.ts';
import { Feed } from './feed.ts';
import { ManualTasks } from './manualTask.ts';

export interface ObservationOptions {
  /** When something takes too long, in ms; what is left out has its default. */
  thresholds?: Partial<Thresholds>;
  /** Path of a recording to write, for `async-scope report`; see `FileLog`. */
  logFile?: string;
  /** How many events the log keeps; 10,000 unless given. */
  logSize?: number;
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

  /**
   * @throws RangeError when `logSize` is not a whole number from 1
   */
  constructor({ thresholds = {}, logFile, logSize = 10_000 }: ObservationOptions = {}) {
    if (!Number.isSafeInteger(logSize) || logSize < 1) {
      throw new RangeError(`The log of an observation cannot keep ${logSize} events; give a whole number from 1.`);
    }
    const log = logFile === undefined ? undefined : { path: logFile, ...defaultConfiguration.log };
    this.#feed = new Feed({ thresholds, log, logSize });
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

  close(): void {
    unheld.unregister(this);
    this.#feed.close();
  }

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

export interface ObservedBy {
  /** Where to look; the observation shared by all unless given. */
  observation?: Observation;
}
