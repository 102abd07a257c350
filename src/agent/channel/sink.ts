/** A way out of the process. */
export interface Sink {
  /** A debugger is at the other end, so the trap line stops the program. */
  readonly debugger: boolean;
  /** Whether it can take a batch now; when it could not, `Outbox.resume` is to be called once it can. */
  readonly ready: boolean;
  send(batch: string): void;
  /** Sends at once, blocking; used before a stop and when the process is about to end. */
  sendSync(batch: string): void;
  close(): void;
}
