import { EventEmitter, on, once } from 'node:events';
import { unlessAborted } from './timing.js';

const bus = new EventEmitter();

/** Hands over a stream nobody wants to read any further, and waits until it is closed. */
export async function abandon(stream: AsyncGenerator<string>, signal: AbortSignal): Promise<void> {
  const closed = once(bus, 'closed', { signal });
  bus.emit('abandoned', stream);
  await closed;
}

/** A task of its own that closes what others left open. */
export async function keepHouse(signal: AbortSignal): Promise<void> {
  const sweep = async (): Promise<void> => {
    for await (const [stream] of on(bus, 'abandoned', { signal })) {
      await (stream as AsyncGenerator<string>).return(undefined);
      bus.emit('closed');
    }
  };
  await sweep().catch(unlessAborted(signal));
}
