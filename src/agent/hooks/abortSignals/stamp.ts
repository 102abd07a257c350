import type { SignalRecord } from './signalRecord.ts';

/** What extends it writes its private fields on the object it is given. */
// oxlint-disable-next-line no-extraneous-class -- Nothing but a class can do that.
class Given {
  constructor(object: object) {
    // oxlint-disable-next-line no-constructor-return -- That is the point: private fields for objects of others.
    return object;
  }
}

/**
 * Writes on a signal what is known of it, in a private field: no program can see it, it costs a fraction of an entry in
 * a WeakMap, and it goes with the signal.
 */
export class Stamp extends Given {
  #record: SignalRecord;

  private constructor(signal: AbortSignal, record: SignalRecord) {
    super(signal);
    this.#record = record;
  }

  static of(signal: object): SignalRecord | undefined {
    return #record in signal ? signal.#record : undefined;
  }

  static set(signal: AbortSignal, record: SignalRecord): void {
    if (#record in signal) (signal as Stamp).#record = record;
    else if (Object.isExtensible(signal)) void new Stamp(signal, record);
  }
}
