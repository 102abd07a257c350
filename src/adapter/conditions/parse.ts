import { nearest } from '../../common/nearest.ts';
import { messageOf } from '../../common/errors.ts';
import { causeClasses } from '../../protocol/causeClasses.ts';
import { type Condition, type ConditionField, conditionFields } from './condition.ts';
import { ConditionError, type Token, tokensOf } from './tokens.ts';

/** Nested deeper than a person writes, and far from where a deep one would overflow the stack. */
const deepest = 50;
/** Characters; a condition goes to the program with every change. */
const longest = 2_000;

/**
 * Understands a condition of an exception filter:
 *
 *     or      = and { "||" and }
 *     and     = not { "&&" not }
 *     not     = "!" not | "(" or ")" | test
 *     test    = field ("==" | "!=") text | field ("=~" | "!~") regex
 *
 * A text is in single or double quotes, a regular expression between slashes, with the flags `i`, `s`, `u` and `m`.
 *
 * @throws ConditionError that says what is wrong and where
 */
export function parseCondition(text: string): Condition {
  if (text.length > longest) throw new ConditionError(`It is longer than ${longest} characters`, longest);
  return new Parser(tokensOf(text)).whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Condition {
    const condition = this.#or();
    const { token } = this;
    if (token.kind !== 'end')
      throw new ConditionError(`${shown(token)} is one too many: "&&" or "||" goes first`, token.at);
    return condition;
  }

  get token(): Token {
    // The last one is the end, which is never passed.
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)] as Token;
  }

  #or(): Condition {
    let left = this.#and();
    while (this.#takes('||')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.#takes('&&')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Condition {
    this.#depth += 1;
    if (this.#depth > deepest) throw new ConditionError('It is nested too deeply', this.token.at);
    try {
      if (this.#takes('!')) return { kind: 'not', of: this.#not() };
      if (!this.#takes('(')) return this.#test();
      const inner = this.#or();
      if (!this.#takes(')')) throw new ConditionError(`")" is missing before ${shown(this.token)}`, this.token.at);
      return inner;
    } finally {
      this.#depth -= 1;
    }
  }

  #test(): Condition {
    const field = this.#field();
    const operator = this.#take();
    const symbol = operator.kind === 'symbol' ? operator.value : '';
    if (!/^[!=][=~]$/.test(symbol)) {
      throw new ConditionError(`After "${field}" comes one of == != =~ !~, not ${shown(operator)}`, operator.at);
    }
    const test = symbol.endsWith('~') ? this.#match(field) : this.#comparison(field);
    return symbol.startsWith('!') ? { kind: 'not', of: test } : test;
  }

  #field(): ConditionField {
    const token = this.#take();
    if (token.kind !== 'name') {
      throw new ConditionError(
        `A field was expected, not ${shown(token)}: one of ${conditionFields.join(', ')}`,
        token.at,
      );
    }
    const field = conditionFields.find((known) => known === token.value);
    if (field) return field;
    throw new ConditionError(`There is no field "${token.value}"${insteadOf(token.value, conditionFields)}`, token.at);
  }

  #comparison(field: ConditionField): Condition {
    const token = this.#take();
    if (token.kind !== 'text') {
      throw new ConditionError(`"==" and "!=" compare with a text in quotes, not with ${shown(token)}`, token.at);
    }
    const { value } = token;
    if (field === 'class' && !causeClasses.some((known) => known === value)) {
      throw new ConditionError(`There is no class "${value}"${insteadOf(value, causeClasses)}`, token.at);
    }
    return { kind: 'equals', field, value };
  }

  #match(field: ConditionField): Condition {
    const token = this.#take();
    if (token.kind !== 'regex') {
      throw new ConditionError(`"=~" and "!~" take a regular expression, as in /db/, not ${shown(token)}`, token.at);
    }
    const { source, flags, at } = token;
    if (/[^ismu]/.test(flags)) throw new ConditionError(`The flags may be i, s, m and u, not "${flags}"`, at);
    try {
      return { kind: 'matches', field, source: new RegExp(source, flags).source, flags };
    } catch (error) {
      throw new ConditionError(messageOf(error), at);
    }
  }

  #take(): Token {
    const { token } = this;
    this.#next += 1;
    return token;
  }

  #takes(symbol: string): boolean {
    const { token } = this;
    if (token.kind !== 'symbol' || token.value !== symbol) return false;
    this.#next += 1;
    return true;
  }
}

function shown(token: Token): string {
  if (token.kind === 'end') return 'the end';
  return token.kind === 'regex' ? `/${token.source}/` : `"${token.value}"`;
}

function insteadOf(wrong: string, known: readonly string[]): string {
  const meant = nearest(wrong, known);
  return meant === undefined ? `: there are ${known.join(', ')}` : `: did you mean "${meant}"?`;
}
