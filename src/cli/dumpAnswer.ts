import * as v from 'valibot';
import { awaitWays } from '../protocol/events.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const frameSchema = v.object({
  url: v.string(),
  line: count,
  column: count,
  fn: v.string(),
  through: v.optional(v.picklist(awaitWays.filter((way) => way !== ''))),
});

/** What the code that is evaluated in a program answers; see `src/agent/asyncStacks/injected.ts`. */
export const answerSchema = v.object({
  suspended: count,
  promises: count,
  took: v.number(),
  /** Different stacks; `stacks` may have fewer. */
  total: count,
  stacks: v.array(
    v.object({
      count,
      task: v.optional(v.object({ id: count, name: v.string() })),
      frames: v.array(frameSchema),
    }),
  ),
});
export type DumpAnswer = v.InferOutput<typeof answerSchema>;

/** What a program is, before it is asked. */
export const programSchema = v.object({
  pid: count,
  node: v.string(),
  title: v.string(),
  /** Bytes. */
  heap: count,
});
export type DumpedProgram = v.InferOutput<typeof programSchema>;
