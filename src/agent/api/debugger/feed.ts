import type { Configuration } from '../../../common/configuration.ts';
import { messageOf } from '../../../common/errors.ts';
import { Model } from '../../../model/model.ts';
import { languageIn, useLanguage } from '../../../common/l10n.ts';
import type { AgentEvent } from '../../../protocol/events.ts';
import { wireFields } from '../../../protocol/wire.ts';
import { textOf } from '../../channel/text.ts';
import { greeting, programKey } from '../../greeting.ts';
import { platform } from '../../platform.ts';
import type { Reporter } from '../../runtime.ts';
import { SystemSampler } from '../../systemSampler.ts';
import { runtime } from '../runtime.ts';
import { EventLog } from './eventLog.ts';
import { FileLog } from './fileLog.ts';

/** ms between two looks at what only time can bring. */
const tickInterval = 500;

/**
 * Leads what the runtime tells into a log and a model of this process. This is what the runtime and the timer hold; the
 * program holds the `Observation`, so that one nobody holds any more can be found and ended.
 */
export class Feed implements Reporter {
  readonly events: EventLog;
  readonly #model: Model;
  readonly #file: FileLog | undefined;
  readonly #detach: () => void;
  readonly #timer: NodeJS.Timeout;
  readonly sampler = new SystemSampler(runtime);
  #closed = false;

  constructor(configuration: Configuration) {
    const { retention, log, system, report } = configuration;
    useLanguage(languageIn(report.language, process.env));
    this.events = new EventLog(retention.logEvents);
    this.#model = new Model(configuration);
    this.#file = log.file === undefined ? undefined : new FileLog(log.file, log);
    // An agent is told by its host what to do, and samples itself.
    const isFirst = !runtime.observed;
    if (isFirst) runtime.configure(configuration);
    this.#greet();
    this.#detach = runtime.attach(this);
    runtime.startTask(runtime.mainTask);
    // What another listener has been told already.
    runtime.live.announceAll();
    this.#timer = runtime.context.outside(() => platform.setInterval(() => this.read(), tickInterval));
    this.#timer.unref();
    if (isFirst && system.sampleEvery > 0) this.sampler.start(system.sampleEvery);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** What is known now. After the end the clock stands still. */
  read(): Model {
    if (!this.#closed) this.#model.tick(platform.timeOrigin + platform.now());
    return this.#model;
  }

  write(kind: AgentEvent['type'], time: number, fields: object): void {
    try {
      this.#take(eventOf(kind, time, fields));
    } catch (error) {
      // It is the program's own call that got here, and it is not to fail.
      this.close();
      process.stderr.write(`Async Scope: the observation has ended, because of an error: ${messageOf(error)}\n`);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    platform.clearInterval(this.#timer);
    this.sampler.stop();
    this.#detach();
    this.#file?.close();
  }

  #greet(): void {
    this.write('hello', platform.now(), greeting());
    for (const site of runtime.sites.known()) this.write('site', platform.now(), site);
  }

  #take(event: AgentEvent): void {
    // Places are remembered by the model; here they would only take room.
    if (event.type !== 'site') this.events.add(event);
    this.#model.apply(programKey, event);
    this.#file?.write(programKey, event);
  }
}

/** The event as it would come out of a batch. */
function eventOf(kind: AgentEvent['type'], time: number, fields: object): AgentEvent {
  const event: Record<string, unknown> = { type: kind, time };
  for (const { name, isText } of wireFields[kind]) {
    const value: unknown = Reflect.get(fields, name);
    event[name] = isText ? textOf(value) : value;
  }
  return event as AgentEvent;
}
