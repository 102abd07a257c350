import { types } from 'node:util';

/**
 * What Node keeps in its abort signals, under symbols that it does not export but that anybody can find by their
 * descriptions. Seen alike on Node 20, 22, 24 and 26; where one is missing, less is known, and nothing breaks.
 */
export interface NodeSignals {
  /** Read of a signal whenever a listener is added to it, before it is counted where it is the first. */
  readonly newListener: symbol;
  /** Read of a signal whenever a listener was removed from it. */
  readonly removeListener: symbol;
  /** Read of a signal whenever an event is dispatched to its listeners. */
  readonly dispatch: symbol;
  isAborted(signal: AbortSignal): boolean;
  /** How many listen for the abort; undefined where nobody does or nothing is known. */
  listenerCount(signal: AbortSignal): number | undefined;
  /** The signals that one made by `AbortSignal.any` follows, as far as they are alive. */
  sources(signal: AbortSignal): AbortSignal[];
}

/** Node's own maps and sets have other prototypes than the program's. */
const mapGet = Map.prototype.get;
const setValues = Set.prototype.values;

const symbolOf = (object: object, description: string): symbol | undefined =>
  Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === description);

const keyed = (object: object, key: symbol | undefined): unknown =>
  key === undefined ? undefined : Reflect.get(object, key);

/** @returns undefined where Node's signals are not made as we know them */
export function nodeSignals(): NodeSignals | undefined {
  const newListener = symbolOf(AbortSignal.prototype, 'kNewListener');
  const removeListener = symbolOf(AbortSignal.prototype, 'kRemoveListener');
  const dispatch = symbolOf(EventTarget.prototype, 'nodejs.internal.kHybridDispatch');
  if (!newListener || !removeListener || !dispatch) return undefined;
  const sample = AbortSignal.any([new AbortController().signal]);
  const [events, aborted, sources] = ['kEvents', 'kAborted', 'kSourceSignals'].map((name) => symbolOf(sample, name));
  return {
    newListener,
    removeListener,
    dispatch,
    isAborted: (signal) => (aborted === undefined ? signal.aborted : Boolean(Reflect.get(signal, aborted))),
    listenerCount: (signal) => {
      const kinds = keyed(signal, events);
      return types.isMap(kinds) ? (mapGet.call(kinds, 'abort') as { size: number } | undefined)?.size : undefined;
    },
    sources: (signal) => {
      const followed = keyed(signal, sources);
      if (!types.isSet(followed)) return [];
      return [...(setValues.call(followed) as Iterable<WeakRef<AbortSignal>>)].flatMap((each) => each.deref() ?? []);
    },
  };
}
