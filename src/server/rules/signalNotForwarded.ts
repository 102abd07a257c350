import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import type { Finding, Fix } from '../engine/finding.ts';
import { defineRule, type FactOf } from '../engine/rule.ts';
import { calleeName, literalOf, originOf } from '../syntax/calls.ts';
import { signalInOptions, signalOptionsOf } from '../syntax/cancellable.ts';
import { fileOf } from '../syntax/modules.ts';
import { bare, isAwaited, isFunction } from '../syntax/nodes.ts';
import { type GivenSignal, mentionsSignal, signalAround } from '../syntax/signals.ts';
import { isAtTop, nameOfFunction, type SignalParameter, signalParameterOf } from '../syntax/takesSignal.ts';

/** A function of the project that takes a signal, or a call of one that is not given it. */
type Fact =
  | { readonly kind: 'takes'; readonly name: string; readonly parameter: SignalParameter }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly shape: CallShape;
      readonly finding: Finding & { readonly path: string };
    };

/** How many arguments there are, and which of them are options that lack a signal. */
interface CallShape {
  readonly count: number;
  readonly withoutSignal: readonly number[];
}

export const signalNotForwarded = defineRule<Fact>({
  name: 'signal-not-forwarded',
  summary: () => t('A function is given a signal, and does not pass it on to a call that takes one'),
  severity: 'warning',
  visit: (file) => ({
    Function: (node) => {
      const parameter = signalParameterOf(node);
      const name = parameter && nameOfFunction(node);
      if (!name || !isAtTop(node)) return;
      file.fact({ kind: 'takes', name: `${fileOf(file.path)}#${name.text}`, parameter });
    },
    CallExpression: (call) => {
      const at = signalOptionsOf(call, file.names);
      const name = at === undefined ? projectFunction(call, file) : undefined;
      if (at === undefined && name === undefined) return;
      if (!isAwaited(call) || isCleanUp(call)) return;
      const signal = signalAround(call, file.names);
      if (!signal || mentionsSignal(call, signal) || waitsForAbort(call) || isGuarded(call, signal)) return;
      const message = t(
        '"{0}" is not passed on to {1}, which goes on when the caller has cancelled.',
        signal.text,
        calleeName(call),
      );
      if (at !== undefined) {
        if (signalInOptions(call, at) === 'absent')
          file.report(call.expression, message, { fixes: forward(call, at, signal) });
      } else if (name !== undefined) {
        const finding = file.finding(call.expression, message);
        file.fact({ kind: 'call', name, shape: shapeOf(call), finding });
      }
    },
  }),
  combine: (facts) => [...notForwarded(facts)],
});

/** The name in the project of a function that is called by its own name. */
function projectFunction(call: ts.CallExpression, file: FileContext<Fact>): string | undefined {
  const callee = bare(call.expression);
  if (!ts.isIdentifier(callee)) return undefined;
  const variable = file.names.variable(callee);
  if (!variable || call.arguments.some(ts.isSpreadElement)) return undefined;
  const origin = originOf(callee, file.names);
  if (origin !== undefined) {
    const [module = '', name = ''] = origin.split('#');
    return module.startsWith('.') ? `${fileOf(module, file.path)}#${name}` : undefined;
  }
  const { declaration } = variable;
  const made = ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration;
  return made && isFunction(made) && isAtTop(made) ? `${fileOf(file.path)}#${variable.name}` : undefined;
}

const shapeOf = (call: ts.CallExpression): CallShape => ({
  count: call.arguments.length,
  withoutSignal: call.arguments.flatMap((_each, index) => (signalInOptions(call, index) === 'absent' ? [index] : [])),
});

/** `once(signal, 'abort')`. */
const waitsForAbort = (call: ts.CallExpression): boolean => call.arguments.some((each) => literalOf(each) === 'abort');

/** Cleaning up has to go on when the work was cancelled. */
function isCleanUp(call: ts.Node): boolean {
  for (let here = call; !isFunction(here) && !ts.isSourceFile(here); here = here.parent) {
    if (ts.isCatchClause(here.parent)) return true;
    if (ts.isTryStatement(here.parent) && here.parent.finallyBlock === here) return true;
  }
  return false;
}

/** The signal ends the wait in another way: in a race, or by a listener of its own. */
function isGuarded(call: ts.Node, signal: GivenSignal): boolean {
  for (let here = call; here !== signal.owner; here = here.parent) {
    const { parent } = here;
    if (ts.isCallExpression(parent) && parent.expression !== here && mentionsSignal(parent, signal)) return true;
    if (ts.isNewExpression(parent) && mentionsSignal(parent, signal)) return true;
  }
  return new RegExp(`${signal.text.replaceAll('.', '\\.')}\\??\\.(addEventListener|onabort)`).test(
    signal.owner.getText(),
  );
}

function forward(call: ts.CallExpression, at: number, { text }: GivenSignal): Fix[] {
  const options = call.arguments[at];
  const property = text === 'signal' ? 'signal' : `signal: ${text}`;
  const title = t('Pass "{0}" on', text);
  if (!options) {
    const end = call.arguments.end;
    const comma = call.arguments.length > 0 && !call.arguments.hasTrailingComma ? ', ' : '';
    return [{ title, isSafe: true, edits: [{ start: end, end, text: `${comma}{ ${property} }` }] }];
  }
  if (!ts.isObjectLiteralExpression(options)) return [];
  const start = options.getStart() + 1;
  const rest = options.properties.length === 0 ? ` ${property} ` : ` ${property},`;
  return [{ title, isSafe: true, edits: [{ start, end: start, text: rest }] }];
}

function* notForwarded(facts: readonly FactOf<Fact>[]): Generator<Finding & { readonly path: string }> {
  const takes = new Map<string, SignalParameter>();
  for (const { fact } of facts)
    if (fact.kind === 'takes' && !takes.has(fact.name)) takes.set(fact.name, fact.parameter);
  for (const { fact } of facts) {
    const parameter = fact.kind === 'call' ? takes.get(fact.name) : undefined;
    if (fact.kind !== 'call' || !parameter) continue;
    const { index, isOption } = parameter;
    const lacks =
      fact.shape.count === index || (isOption && fact.shape.withoutSignal.includes(index) && fact.shape.count > index);
    if (lacks) yield fact.finding;
  }
}
