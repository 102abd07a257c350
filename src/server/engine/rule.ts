import type ts from 'typescript';
import type { RuleName, RuleSeverity } from '../../common/ruleNames.ts';
import type { FileContext } from './fileContext.ts';
import type { Finding } from './finding.ts';

/** The kinds of nodes that rules ask for. `Function` stands for everything that has a body of its own. */
export interface NodeOf {
  CallExpression: ts.CallExpression;
  NewExpression: ts.NewExpression;
  VariableDeclaration: ts.VariableDeclaration;
  ExpressionStatement: ts.ExpressionStatement;
  CatchClause: ts.CatchClause;
  YieldExpression: ts.YieldExpression;
  ForStatement: ts.ForStatement;
  WhileStatement: ts.WhileStatement;
  DoStatement: ts.DoStatement;
  PropertyDeclaration: ts.PropertyDeclaration;
  Function: ts.FunctionLikeDeclaration;
}

/** What a rule does with each node of a kind. */
type Visitor = { readonly [Kind in keyof NodeOf]?: (node: NodeOf[Kind]) => void };

/** Tools that may have a rule like one of ours. */
export type OtherTool = 'typescript-eslint' | 'oxlint' | 'biome' | 'unicorn';

/** A rule of another tool that finds the same. Where that tool is configured, ours is off unless asked for. */
interface Equivalent {
  readonly tool: OtherTool;
  readonly rule: string;
  readonly url: string;
}

/** What one file told for the judgement over the whole project. */
export interface FactOf<Fact> {
  readonly path: string;
  readonly fact: Fact;
}

/** What it takes to find one kind of mistake. */
export interface Rule<Fact = unknown> {
  readonly name: RuleName;
  /** One sentence: the mistake. */
  summary(): string;
  /** How it is shown unless set otherwise; `off` for rules that need a person to ask for them. */
  readonly severity: RuleSeverity;
  /** Tests and examples are left alone: what they leave behind ends with their process. */
  readonly skipsTests?: boolean;
  readonly equivalents?: readonly Equivalent[];
  /** Called once for each file, before it is walked. */
  visit(file: FileContext<Fact>): Visitor;
  /** Judges what the files told, for mistakes that one file does not show. */
  combine?(facts: readonly FactOf<Fact>[]): readonly (Finding & { readonly path: string })[];
}

/** Keeps the type of a rule's facts between `visit` and `combine`. */
export const defineRule = <Fact = never>(rule: Rule<Fact>): Rule => rule as Rule;
