import { type Disposable, toDisposable } from '../../../common/disposable.ts';
import { Emitter } from '../../../common/emitter.ts';
import type { RemoteValue, RemoteVariable } from './remoteValue.ts';
import { warn } from './warn.ts';

/** A place in the code that V8 runs; lines and columns count from 1. */
export interface CodePlace {
  /** A file URL, or what V8 calls the script. */
  url: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

/** A function that is being executed where the program stopped. */
export interface CallFrame extends CodePlace {
  /** The name of the function; empty for the top of a script or a function without one. */
  fn: string;
}

/** What happens in a debug session, by kind. */
export interface DebugEventKinds {
  /** The program stands still until somebody lets it go on. */
  paused: { reason: string; frames: readonly CallFrame[]; breakpoints: readonly string[] };
  /** The program goes on. */
  resumed: object;
  /** A breakpoint was hit; unless `paused`, the program has already gone on. */
  'breakpoint-hit': {
    breakpoint: string;
    frames: readonly CallFrame[];
    /** The variables of the innermost frame. */
    locals: readonly RemoteVariable[];
    /** What the breakpoint's `log` gave, or how it failed. */
    log?: RemoteValue | { error: string };
    paused: boolean;
  };
  /** V8 knows where a breakpoint is, because its file was loaded. */
  'breakpoint-resolved': { breakpoint: string; location: CodePlace };
  /** Something was written with `console`. */
  console: { level: string; text: string };
  /** The last one. */
  ended: { reason: string };
}

/** What can happen in a debug session. */
export type DebugEventKind = keyof DebugEventKinds;

/** An event of kind `K`. */
export type DebugEventOf<K extends DebugEventKind> = {
  [Kind in K]: {
    kind: Kind;
    /** Unix time in ms. */
    time: number;
  } & DebugEventKinds[Kind];
}[K];

/** Something that happened in a debug session. */
export type DebugEvent = DebugEventOf<DebugEventKind>;

/** What happened in a debug session: the last events, and those to come. */
export class DebugEvents implements AsyncIterable<DebugEvent> {
  readonly #capacity: number;
  readonly #emitter = new Emitter<DebugEvent>(warn);
  #recent: DebugEvent[] = [];
  #count = 0;
  #ended: DebugEventOf<'ended'> | undefined;

  /** @internal */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The last events, oldest first. */
  get recent(): readonly DebugEvent[] {
    return this.#recent;
  }

  /** How many there were, with those that are no longer kept. */
  get count(): number {
    return this.#count;
  }

  /** @returns what ends the subscription */
  on<K extends DebugEventKind>(kind: K, listener: (event: DebugEventOf<K>) => void): Disposable {
    return this.#emitter.event((event) => {
      if (event.kind === kind) listener(event as DebugEventOf<K>);
    });
  }

  /**
   * Waits for the next event of a kind; the process stays alive meanwhile.
   * @param timeout ms
   * @throws Error when the time is over, or the session ends first
   */
  next<K extends DebugEventKind>(kind: K, timeout: number): Promise<DebugEventOf<K>> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        subscription.dispose();
        then();
      };
      const timer = setTimeout(
        () => settle(() => reject(new Error(`There was no event "${kind}" within ${timeout} ms.`))),
        timeout,
      );
      const look = (event: DebugEvent): void => {
        if (event.kind === kind) settle(() => resolve(event as DebugEventOf<K>));
        else if (event.kind === 'ended') {
          settle(() => reject(new Error(`There was no event "${kind}": the session ended because ${event.reason}.`)));
        }
      };
      let subscription = toDisposable(() => undefined);
      if (this.#ended) look(this.#ended);
      else subscription = this.#emitter.event(look);
    });
  }

  /** The events from now on, until the session ends. A reader that is too slow loses the oldest. */
  [Symbol.asyncIterator](): AsyncGenerator<DebugEvent, void> {
    const unread: DebugEvent[] = [];
    let wake = (): void => undefined;
    const subscription = this.#emitter.event((event) => {
      unread.push(event);
      if (unread.length > this.#capacity) unread.shift();
      wake();
    });
    const isOver = (): boolean => this.#ended !== undefined;
    return (async function* () {
      try {
        while (unread.length > 0 || !isOver()) {
          const event = unread.shift();
          if (event) yield event;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        subscription.dispose();
      }
    })();
  }

  /** @internal */
  add<K extends DebugEventKind>(added: DebugEventOf<K>): void {
    const event = added as DebugEvent;
    if (this.#ended) return;
    this.#count += 1;
    this.#recent.push(event);
    if (this.#recent.length > this.#capacity) this.#recent.shift();
    if (event.kind === 'ended') this.#ended = event;
    this.#emitter.fire(event);
    if (this.#ended) this.#emitter.dispose();
  }
}
