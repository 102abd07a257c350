import ts from 'typescript';

/** The innermost function around a node, or the file. */
export function functionAround(node: ts.Node): ts.FunctionLikeDeclaration | ts.SourceFile {
  let here = node.parent;
  while (!isFunction(here) && !ts.isSourceFile(here)) here = here.parent;
  return here;
}

/** Something with a body of its own that runs when it is called. */
export const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
  ts.isFunctionLike(node) && 'body' in node;

export const isAsync = (node: ts.Node): boolean => has(node, ts.SyntaxKind.AsyncKeyword);
export const isGenerator = (node: ts.Node): boolean => 'asteriskToken' in node && node.asteriskToken !== undefined;

/** Whether a declaration has a modifier. */
export const has = (node: ts.Node, modifier: ts.SyntaxKind): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some(({ kind }) => kind === modifier) ?? false);

/** Whether `node` is `outer`, or in it. */
export function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end && node.getSourceFile() === outer.getSourceFile();
}

/** An expression without parentheses, assertions, and `await`. */
export function bare(node: ts.Expression): ts.Expression {
  let here = node;
  while (
    ts.isParenthesizedExpression(here) ||
    ts.isAsExpression(here) ||
    ts.isSatisfiesExpression(here) ||
    ts.isNonNullExpression(here) ||
    ts.isTypeAssertionExpression(here) ||
    ts.isAwaitExpression(here)
  ) {
    here = here.expression;
  }
  return here;
}

/** What an expression is part of, without parentheses and assertions. */
export function parentOf(node: ts.Node): ts.Node {
  let here = node.parent;
  while (ts.isParenthesizedExpression(here) || ts.isAsExpression(here) || ts.isNonNullExpression(here))
    here = here.parent;
  return here;
}

/** Whether an expression is awaited, or what it gives is returned. */
export function isAwaited(node: ts.Node): boolean {
  const parent = parentOf(node);
  return (
    ts.isAwaitExpression(parent) || ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node)
  );
}

/** Calls `visit` for all nodes within `root` that run when it runs: not for those in functions that it makes. */
export function eachOwn(root: ts.Node, visit: (node: ts.Node) => void): void {
  ts.forEachChild(root, function walk(node) {
    visit(node);
    if (!isFunction(node) && !ts.isClassLike(node)) ts.forEachChild(node, walk);
  });
}

/** The first node within `root` for which `test` holds, also in functions it makes. */
export function findNode<T extends ts.Node>(root: ts.Node, test: (node: ts.Node) => node is T): T | undefined;
export function findNode(root: ts.Node, test: (node: ts.Node) => boolean): ts.Node | undefined;
export function findNode(root: ts.Node, test: (node: ts.Node) => boolean): ts.Node | undefined {
  return ts.forEachChild(root, function walk(node): ts.Node | undefined {
    return test(node) ? node : ts.forEachChild(node, walk);
  });
}

/** The statement a node is in, the innermost one. */
export function statementOf(node: ts.Node): ts.Statement {
  let here = node;
  while (!ts.isStatement(here) || (ts.isBlock(here) && !ts.isBlock(here.parent))) here = here.parent;
  return here;
}

/** The white space before the first thing of the line that a node begins in. */
export function indentOf(node: ts.Node): string {
  const source = node.getSourceFile();
  const start = node.getStart(source);
  const line = source.getPositionOfLineAndCharacter(source.getLineAndCharacterOfPosition(start).line, 0);
  return /^[ \t]*/.exec(source.text.slice(line, start))?.[0] ?? '';
}
