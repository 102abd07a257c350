import * as v from 'valibot';

/** The parts of V8's messages that are used. Lines and columns of V8 count from 0. */
const list = <T extends v.GenericSchema>(item: T) => v.optional(v.array(item), []);

const previewProperty = v.object({
  name: v.string(),
  type: v.string(),
  subtype: v.optional(v.string()),
  value: v.optional(v.string()),
});

const previewSchema = v.object({
  overflow: v.boolean(),
  properties: v.array(previewProperty),
});

const remoteObjectSchema = v.object({
  type: v.string(),
  subtype: v.optional(v.string()),
  className: v.optional(v.string()),
  value: v.optional(v.unknown()),
  unserializableValue: v.optional(v.string()),
  description: v.optional(v.string()),
  objectId: v.optional(v.string()),
  preview: v.optional(previewSchema),
});

export type RemoteObject = v.InferOutput<typeof remoteObjectSchema>;

const exceptionDetailsSchema = v.object({
  text: v.string(),
  exception: v.optional(remoteObjectSchema),
});

export type ExceptionDetails = v.InferOutput<typeof exceptionDetailsSchema>;

export const evaluatedSchema = v.object({
  result: v.optional(remoteObjectSchema, { type: 'undefined' }),
  exceptionDetails: v.optional(exceptionDetailsSchema),
});

const locationSchema = v.object({
  scriptId: v.string(),
  lineNumber: v.number(),
  columnNumber: v.optional(v.number(), 0),
});

export type V8Location = v.InferOutput<typeof locationSchema>;

const scopeSchema = v.object({
  type: v.string(),
  object: remoteObjectSchema,
});

const callFrameSchema = v.object({
  callFrameId: v.string(),
  functionName: v.string(),
  location: locationSchema,
  scopeChain: list(scopeSchema),
});

export type V8CallFrame = v.InferOutput<typeof callFrameSchema>;

export const pausedSchema = v.object({
  reason: v.string(),
  hitBreakpoints: list(v.string()),
  callFrames: list(callFrameSchema),
});

export type V8Paused = v.InferOutput<typeof pausedSchema>;

export const propertiesSchema = v.object({
  result: list(v.object({ name: v.string(), value: v.optional(remoteObjectSchema) })),
});

/** What was taken of a stop at breakpoints before the program went on. */
export const capturedSchema = v.object({
  hits: v.array(v.string()),
  callFrames: v.array(callFrameSchema),
  /** The variables of the innermost frame's own scopes, innermost first. */
  scopes: v.array(propertiesSchema),
  /** What the `log` expressions gave, by breakpoint. */
  logs: v.record(v.string(), evaluatedSchema),
  /** It stays stopped. */
  paused: v.boolean(),
});

export type Captured = v.InferOutput<typeof capturedSchema>;

/** Hits that came faster than they could be told: only their number is known. */
export const skippedSchema = v.object({ breakpoint: v.string(), count: v.number() });

export const scriptParsedSchema = v.object({
  scriptId: v.string(),
  url: v.string(),
  sourceMapURL: v.optional(v.string(), ''),
});

export const breakpointSetSchema = v.object({
  breakpointId: v.string(),
  locations: list(locationSchema),
});

export const breakpointResolvedSchema = v.object({
  breakpointId: v.string(),
  location: locationSchema,
});

export const consoleCalledSchema = v.object({
  type: v.string(),
  args: list(remoteObjectSchema),
});
