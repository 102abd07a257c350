import ts from 'typescript';
import type { RuleName } from '../../common/ruleNames.ts';
import { fileContext } from './fileContext.ts';
import type { Finding } from './finding.ts';
import { Names } from './names.ts';
import type { NodeOf, Rule } from './rule.ts';
import { parse, syntaxErrors } from './sourceText.ts';
import { suppressionsIn } from './suppression.ts';

/** What is known about a text after it was read once. */
export interface Analysis {
  readonly findings: readonly Finding[];
  /** What rules need to judge the whole project, by rule. */
  readonly facts: ReadonlyMap<RuleName, readonly unknown[]>;
  /** Whether a finding at an offset was called right by the author of the text. */
  isSuppressed(finding: Finding): boolean;
  /** The offset of the first place that is no JavaScript or TypeScript. */
  readonly brokenAt: number | undefined;
  /** Offsets of the beginnings of lines. */
  readonly lineStarts: readonly number[];
}

type Handler = (node: never) => void;

/** Walks a text once, and lets each rule see the nodes it asks for. */
export function analyze(path: string, text: string, rules: readonly Rule[]): Analysis {
  const source = parse(path, text);
  const names = new Names();
  const findings: Finding[] = [];
  const facts = new Map<RuleName, unknown[]>();
  const handlers = dispatchTable(rules, (rule) =>
    rule.visit(fileContext(rule.name, source, names, { findings, facts })),
  );
  // Rules are asked after the walk, when it is known who is meant by a name.
  const seen: ts.Node[] = [];
  const walk = (node: ts.Node): void => {
    names.note(node);
    if (handlers[node.kind]) seen.push(node);
    ts.forEachChild(node, walk);
  };
  walk(source);
  for (const node of seen) for (const handle of handlers[node.kind] ?? []) handle(node as never);
  const suppressions = suppressionsIn(source);
  const lineStarts = source.getLineStarts();
  return {
    findings,
    facts,
    isSuppressed: ({ rule, start }) => suppressions.has(rule, lineOf(lineStarts, start)),
    brokenAt: syntaxErrors(source)[0]?.start,
    lineStarts,
  };
}

const functionKinds = [
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.FunctionExpression,
  ts.SyntaxKind.ArrowFunction,
  ts.SyntaxKind.MethodDeclaration,
  ts.SyntaxKind.Constructor,
  ts.SyntaxKind.GetAccessor,
  ts.SyntaxKind.SetAccessor,
];

function dispatchTable(rules: readonly Rule[], visit: (rule: Rule) => ReturnType<Rule['visit']>): Handler[][] {
  const table: Handler[][] = [];
  for (const rule of rules) {
    for (const [kind, handler] of Object.entries(visit(rule))) {
      const kinds = kind === 'Function' ? functionKinds : [ts.SyntaxKind[kind as Exclude<keyof NodeOf, 'Function'>]];
      for (const each of kinds) (table[each] ??= []).push(handler as Handler);
    }
  }
  return table;
}

/** The line an offset is in, from 0. */
export function lineOf(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
