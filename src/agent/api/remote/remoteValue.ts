import type { ExceptionDetails, RemoteObject } from './v8Protocol.ts';

/** A value of the program, as far as it can be told. */
export interface RemoteValue {
  /** As `typeof` says; `null`, `array`, `error`, `promise` and the like where V8 knows better. */
  type: string;
  /** The value itself where it is a primitive one that can be told; symbols and objects have only a description. */
  value?: string | number | bigint | boolean | null;
  /** One line for a person. */
  description: string;
}

/** A variable where the program stopped. */
export interface RemoteVariable extends RemoteValue {
  /** What the variable is called in the code. */
  name: string;
}

/** Thrown when an expression failed in the program. Its message is that of the program's own error. */
export class EvaluationError extends Error {
  override name = 'EvaluationError';
  /** The name of the error in the program, or the type of what was thrown. */
  readonly type: string;
  /** The error as the program would print it, with its stack. */
  readonly description: string;

  /** @internal */
  constructor({ text, exception }: ExceptionDetails) {
    const description = exception ? (exception.description ?? describe(exception)) : text;
    super(
      exception?.subtype === 'error' ? firstLine(description) : `Uncaught ${exception ? describe(exception) : text}`,
    );
    this.type = exception?.className ?? exception?.type ?? 'Error';
    this.description = description;
  }
}

/** Characters of a description. */
const longest = 500;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

export const remoteValue = (object: RemoteObject): RemoteValue => ({
  type: object.subtype ?? object.type,
  ...primitive(object),
  description: shortened(describe(object)),
});

function primitive({ type, subtype, value, unserializableValue }: RemoteObject): Pick<RemoteValue, 'value'> {
  if (type === 'bigint') return { value: BigInt((unserializableValue ?? '0n').slice(0, -1)) };
  // NaN, Infinity, -Infinity and -0 have no form in JSON.
  if (unserializableValue !== undefined) return { value: Number(unserializableValue) };
  if (subtype === 'null') return { value: null };
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? { value } : {};
}

/** Chrome's own description of an object is only its class, so its preview is told. */
function describe({
  type,
  subtype,
  value,
  unserializableValue,
  description,
  className,
  preview,
}: RemoteObject): string {
  if (type === 'string') return JSON.stringify(value);
  if (type === 'function' || subtype === 'error') return firstLine(description ?? type);
  if (!preview || !['array', undefined].includes(subtype))
    return unserializableValue ?? description ?? (value === undefined ? type : JSON.stringify(value));
  const isArray = subtype === 'array';
  const parts = preview.properties.map(({ name, ...property }) => {
    const text = property.type === 'string' ? JSON.stringify(property.value) : (property.value ?? property.type);
    return isArray ? text : `${name}: ${text}`;
  });
  if (preview.overflow) parts.push('…');
  if (isArray) return `[${parts.join(', ')}]`;
  const prefix = className === 'Object' || className === undefined ? '' : `${className} `;
  return parts.length > 0 ? `${prefix}{ ${parts.join(', ')} }` : `${prefix}{}`;
}

/** Text as `console` would join it. */
export const consoleText = (args: readonly RemoteObject[]): string =>
  shortened(args.map((arg) => (arg.type === 'string' ? String(arg.value) : describe(arg))).join(' '));
