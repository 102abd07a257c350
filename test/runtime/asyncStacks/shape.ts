import * as fc from 'fast-check';

/** A value that is awaited; see `test/programs/asyncStacks/shapes.mjs` for what each kind does. */
export interface Shape {
  kind: string;
  inner?: readonly Shape[];
}

/** Functions that await one thing, with the functions in between, innermost first. */
const single: Readonly<Record<string, readonly string[]>> = {
  direct: ['direct'],
  method: ['method'],
  arrow: ['arrow'],
  inTry: ['inTry'],
  forAwait: ['generate', 'forAwait'],
  forAwaitYielded: ['yieldPromise', 'forAwaitYielded'],
  forAwaitDelegated: ['generate', 'delegate', 'forAwaitDelegated'],
};
/** The same, with promises on the way that are no function's own. */
const indirect: Readonly<Record<string, readonly string[]>> = {
  then: ['then'],
  finally: ['finally'],
  wrapped: ['wrapped'],
  returned: ['returned'],
};
const combining: Readonly<Record<string, string>> = {
  all: 'Promise.all',
  any: 'Promise.any',
  allSettled: 'Promise.allSettled',
};

/** @param withIndirect also what brings promises that are no function's own */
export const shapes = (withIndirect: boolean): fc.Arbitrary<Shape> =>
  fc.letrec<{ shape: Shape }>((tie) => {
    const inner = tie('shape');
    const one = Object.keys({ ...single, ...(withIndirect && indirect) });
    const several = [...Object.keys(combining), ...(withIndirect ? ['race'] : [])];
    const settled = fc.constant<Shape>({ kind: 'settled' });
    return {
      shape: fc.oneof(
        { depthSize: 'large', maxDepth: 9, withCrossShrink: true },
        { weight: 1, arbitrary: fc.constant<Shape>({ kind: 'pending' }) },
        { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom(...one), inner: fc.tuple(inner) }) },
        {
          weight: 2,
          arbitrary: fc
            .record({
              kind: fc.constantFrom(...several),
              inner: fc.tuple(inner, fc.array(inner, { maxLength: 3 })),
              settled: fc.array(settled, { maxLength: 1 }),
            })
            // A settled element ends a race and an `any`.
            .map(({ kind, inner: [first, others], settled }) => ({
              kind,
              inner: [first, ...others, ...(kind.startsWith('all') ? settled : [])],
            })),
        },
      ),
    };
  }).shape;

/** What is to be found in a shape: for each stack, by its frames in one text, how often it is there. */
export interface Expected {
  /** The stack of every suspended function. */
  all: Set<string>;
  /** Functions that await something else than a function. */
  waiting: Map<string, { calls: number; promises: number }>;
}

export const textOf = (frames: readonly string[]): string => frames.join(' ← ');

/** Follows a shape as the program does. */
export function expectedOf(root: Shape): Expected {
  const expected: Expected = { all: new Set(), waiting: new Map() };
  follow(root, ['root'], expected);
  return expected;
}

function wait(frames: readonly string[], expected: Expected, promises: number): void {
  expected.all.add(textOf(frames));
  if (promises === 0) return;
  const text = textOf(frames);
  const known = expected.waiting.get(text) ?? { calls: 0, promises: 0 };
  expected.waiting.set(text, { calls: known.calls + 1, promises: known.promises + promises });
}

/** @param frames who awaits the shape, innermost first */
function follow({ kind, inner = [] }: Shape, frames: readonly string[], expected: Expected): void {
  if (kind === 'pending') {
    wait(frames, expected, 1);
    return;
  }
  wait(frames, expected, 0);
  const way = { ...single, ...indirect }[kind];
  if (way) {
    let stack = frames;
    // Each of the functions in between is suspended too.
    for (const name of way.toReversed()) {
      stack = [name, ...stack];
      wait(stack, expected, 0);
    }
    follow(inner[0] as Shape, stack, expected);
    return;
  }
  const through = combining[kind];
  const stack = [through === undefined ? kind : `${kind} ${through}`, ...frames];
  const pendingOnes = inner.filter(({ kind }) => kind === 'pending').length;
  wait(stack, expected, pendingOnes);
  for (const each of inner) if (!['pending', 'settled'].includes(each.kind)) follow(each, stack, expected);
}

/** The shape brings promises that are no function's own. */
export const isIndirect = ({ kind, inner = [] }: Shape): boolean =>
  kind in indirect || kind === 'race' || inner.some(isIndirect);
