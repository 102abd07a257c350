import { type Redact, redactPattern } from './redaction/pattern.ts';
import { redactBearer, redactNamedValues, redactTokens, redactUrls } from './redaction/secrets.ts';

export interface RedactionRules {
  /** Whether anything is to be hidden. */
  readonly enabled: boolean;
  /** Names whose values are secrets, besides `password`, `token` and the like. */
  readonly keys: readonly string[];
  /** Words that are secrets; `*` stands for any characters of a word. */
  readonly patterns: readonly string[];
}

/**
 * Makes a function that puts `[redacted]` in the place of what looks like a secret: bearer tokens, values of names such
 * as `password`, users and query values of URLs, long random tokens, and what the rules name. It takes time in proportion
 * to the text, whatever the text is.
 */
export function createRedactor({ enabled, keys, patterns }: RedactionRules): Redact {
  if (!enabled) return (text) => text;
  const steps = [redactBearer, redactNamedValues(keys), redactUrls, ...patterns.map(redactPattern), redactTokens];
  return (text) => steps.reduce((before, step) => step(before), text);
}

/** `text` without what looks like a secret; see `createRedactor`, which is quicker for many texts. */
export const redact = (text: string, rules: RedactionRules): string => createRedactor(rules)(text);
