import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/**
 * Listens to channels of Node and of packages.
 * @param listeners by the names of the channels
 * @returns how to undo it
 */
export function onChannels(listeners: Readonly<Record<string, (message: never) => void>>): () => void {
  const all = Object.entries(listeners) as [string, (message: unknown) => void][];
  for (const [channel, listener] of all) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of all) unsubscribe(channel, listener);
  };
}
