import ts from 'typescript';
import type { Names } from '../engine/names.ts';
import { isFunction } from './nodes.ts';

/** A signal that a function was given by its caller. */
export interface GivenSignal {
  /** How the function names it: `signal`, `options.signal`. */
  readonly text: string;
  /** The function it was given to. */
  readonly owner: ts.FunctionLikeDeclaration;
  /** Where it is declared, or first read. */
  readonly place: ts.Node;
}

const signalName = /^(abort|cancel(lation)?)?_?signal$/i;

/** Whether a name is one that signals have. */
export const isSignalName = (name: string): boolean => signalName.test(name);

const given = new WeakMap<ts.FunctionLikeDeclaration, GivenSignal | undefined>();

/** The signal that a function is given: a parameter, a member taken out of one, or one it reads as `options.signal`. */
function signalGivenTo(owner: ts.FunctionLikeDeclaration, names: Names): GivenSignal | undefined {
  if (!given.has(owner)) given.set(owner, findSignal(owner, names));
  return given.get(owner);
}

function findSignal(owner: ts.FunctionLikeDeclaration, names: Names): GivenSignal | undefined {
  for (const { name, type } of owner.parameters) {
    if (ts.isIdentifier(name)) {
      if (isSignalName(name.text) ? mayBeSignal(type) : isSignalType(type))
        return { text: name.text, owner, place: name };
      const read = memberRead(name, names);
      if (read) return { text: read.getText().replace('?.', '.'), owner, place: read };
    } else if (ts.isObjectBindingPattern(name)) {
      const element = name.elements.find(isSignalElement);
      if (element) return { text: element.name.getText(), owner, place: element.name };
    }
  }
  return undefined;
}

/** The signal that a node could use: of the function around it, or of one around that. */
export function signalAround(node: ts.Node, names: Names): GivenSignal | undefined {
  if (!names.hasSignals) return undefined;
  for (let here = node.parent; here; here = here.parent) {
    if (!isFunction(here)) continue;
    const signal = signalGivenTo(here, names);
    if (signal) return signal;
    // What a named function or a method does when it is called later need not have to do with the signal.
    if (!ts.isArrowFunction(here) && !ts.isFunctionExpression(here)) return undefined;
  }
  return undefined;
}

const isSignalType = (type: ts.TypeNode | undefined): boolean =>
  type !== undefined && /^AbortSignal\b/.test(type.getText());
/** `signal: NodeJS.Signals` and `signal: number` are signals of processes. */
const mayBeSignal = (type: ts.TypeNode | undefined): boolean =>
  type === undefined || /AbortSignal/.test(type.getText());

function isSignalElement({ name, propertyName, dotDotDotToken }: ts.BindingElement): boolean {
  if (dotDotDotToken || !ts.isIdentifier(name)) return false;
  return isSignalName((propertyName && ts.isIdentifier(propertyName) ? propertyName : name).text);
}

/** The first `parameter.signal` in the function. */
function memberRead(parameter: ts.Identifier, names: Names): ts.PropertyAccessExpression | undefined {
  // Who is given the controller decides on cancelling itself.
  if (/controller$/i.test(parameter.text)) return undefined;
  const variable = names.variable(parameter);
  if (!variable) return undefined;
  for (const { parent } of names.uses(variable)) {
    if (ts.isPropertyAccessExpression(parent) && /^(abortSignal|signal)$/.test(parent.name.text)) return parent;
  }
  return undefined;
}

/** Uses of a given signal within `root`: the text of the signal, as an expression. */
export function mentionsSignal(root: ts.Node, { text }: GivenSignal): boolean {
  const last = text.split('.').at(-1) ?? text;
  return new RegExp(`(?<![\\w$])${last}(?![\\w$])`).test(root.getText());
}
