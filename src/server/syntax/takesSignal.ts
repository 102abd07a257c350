import ts from 'typescript';
import { has } from './nodes.ts';
import { isSignalName } from './signals.ts';

/** How a function takes a signal: as an argument of its own, or in one with options. */
export interface SignalParameter {
  readonly index: number;
  readonly isOption: boolean;
}

/** Where a function of the project takes a signal: only where its parameters say so. */
export function signalParameterOf({ parameters }: ts.FunctionLikeDeclaration): SignalParameter | undefined {
  for (const [index, { name, type, dotDotDotToken }] of parameters.entries()) {
    if (dotDotDotToken) return undefined;
    if (ts.isIdentifier(name)) {
      if (isSignalName(name.text) && (!type || /AbortSignal/.test(type.getText()))) return { index, isOption: false };
      if (type && ts.isTypeLiteralNode(type) && type.members.some(isSignalMember)) return { index, isOption: true };
    } else if (ts.isObjectBindingPattern(name) && name.elements.some(isSignalElement)) return { index, isOption: true };
  }
  return undefined;
}

const isSignalMember = ({ name }: ts.TypeElement): boolean => name !== undefined && /^signal$/.test(name.getText());
const isSignalElement = ({ name, propertyName }: ts.BindingElement): boolean =>
  (propertyName ?? name).getText() === 'signal';

/** The name by which other code calls a function that is declared in a file; undefined for methods and callbacks. */
export function nameOfFunction(node: ts.FunctionLikeDeclaration): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name;
  const { parent } = node;
  if ((ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && ts.isVariableDeclaration(parent)) {
    return ts.isIdentifier(parent.name) ? parent.name : undefined;
  }
  return undefined;
}

/** Whether a function is declared at the top of its file, where others can import it. */
export function isAtTop(node: ts.FunctionLikeDeclaration): boolean {
  if (ts.isFunctionDeclaration(node)) return ts.isSourceFile(node.parent) && !has(node, ts.SyntaxKind.DefaultKeyword);
  return ts.isVariableDeclaration(node.parent) && ts.isSourceFile(node.parent.parent.parent.parent);
}
