import { PerformanceObserver, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { EventOf } from '../protocol/events.ts';
import { platform } from './platform.ts';
import type { Runtime } from './runtime.ts';

type DelayHistogram = ReturnType<typeof monitorEventLoopDelay>;
export type SystemSample = Omit<EventOf<'system-sampled'>, 'type' | 'time'>;

/** ms between two looks at the event loop. Node counts them into the delay it tells. */
const resolution = 10;

// Taken before the program can replace them.
const cpuUsage = process.cpuUsage.bind(process);
const memoryUsage = process.memoryUsage.bind(process);
const activeResources = process.getActiveResourcesInfo.bind(process);
const loopUtilization = performance.eventLoopUtilization.bind(performance);

/**
 * Measures what the process uses. CPU and `rss` are those of the whole process, in a worker thread too; the rest is of
 * the thread. While it is stopped it costs nothing.
 */
export class SystemSampler {
  readonly #runtime: Pick<Runtime, 'observed' | 'report'>;
  #cpu = cpuUsage();
  #loop = loopUtilization();
  #at = platform.now();
  #delay: DelayHistogram | undefined;
  #collections: PerformanceObserver | undefined;
  #gcTime = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param runtime samples are reported to it while somebody listens */
  constructor(runtime: Pick<Runtime, 'observed' | 'report'>) {
    this.#runtime = runtime;
  }

  /**
   * Samples again and again, without keeping the process alive.
   *
   * @param every ms between two samples
   */
  start(every: number): void {
    this.stop();
    this.#delay = monitorEventLoopDelay({ resolution });
    this.#delay.enable();
    this.#collections = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#gcTime += duration;
    });
    this.#collections.observe({ entryTypes: ['gc'] });
    this.sample();
    this.#sampleLater(every);
  }

  stop(): void {
    platform.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#delay?.disable();
    this.#delay = undefined;
    this.#collections?.disconnect();
    this.#collections = undefined;
  }

  /**
   * Measures now. Shares and times are those since the sample before, or since the sampler was made; the delay of the
   * event loop and the time of garbage collections are known only while it samples again and again, and are 0 otherwise.
   */
  sample(): SystemSample {
    const now = platform.now();
    const cpu = cpuUsage(this.#cpu);
    const loop = loopUtilization();
    const { rss, heapUsed, heapTotal } = memoryUsage();
    const elapsed = now - this.#at;
    const sample: SystemSample = {
      cpu: elapsed > 0 ? (cpu.user + cpu.system) / 1_000 / elapsed : 0,
      rss,
      heapUsed,
      heapTotal,
      ...delaysIn(this.#delay),
      loopUtilization: loopUtilization(loop, this.#loop).utilization || 0,
      gcTime: this.#gcTime,
      handles: activeResources().length,
    };
    this.#at = now;
    this.#cpu = { user: this.#cpu.user + cpu.user, system: this.#cpu.system + cpu.system };
    this.#loop = loop;
    this.#delay?.reset();
    this.#gcTime = 0;
    return sample;
  }

  #sampleLater(every: number): void {
    this.#timer = platform.setTimeout(() => {
      if (this.#runtime.observed) this.#runtime.report('system-sampled', this.sample());
      this.#sampleLater(every);
    }, every);
    this.#timer.unref();
  }
}

function delaysIn(delay: DelayHistogram | undefined): Pick<SystemSample, 'loopDelay' | 'loopDelayMax'> {
  if (delay === undefined || delay.count === 0) return { loopDelay: 0, loopDelayMax: 0 };
  const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution);
  return { loopDelay: ms(delay.mean), loopDelayMax: ms(delay.max) };
}
