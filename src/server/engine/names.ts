import ts from 'typescript';

/** Something that was declared and has a name. */
export interface Variable {
  readonly name: string;
  /** The name where it is declared. */
  readonly identifier: ts.Identifier;
  /** What declares it: a variable, parameter, function, import … */
  readonly declaration: ts.Node;
}

/**
 * Who is meant by a name, within one file. It is filled in the walk over the file, and asked after it.
 *
 * The compiler's own binder also builds what only its type checker needs, and takes about as long as its parser.
 */
export class Names {
  readonly #scopes = new Map<ts.Node, Map<string, Variable>>();
  readonly #uses = new Map<string, ts.Identifier[]>();
  /** By name, once somebody asked for one of that name: a short name may be used thousands of times. */
  readonly #usesOf = new Map<string, Map<Variable, ts.Identifier[]>>();

  /** Whether some name in the file is one that signals have: most files have none. */
  hasSignals = false;

  /** @internal Of the walk: every node in turn. */
  note(node: ts.Node): void {
    if (ts.isIdentifier(node)) {
      this.hasSignals ||= node.text.endsWith('ignal');
      if (!isUse(node)) return;
      const uses = this.#uses.get(node.text);
      if (uses) uses.push(node);
      else this.#uses.set(node.text, [node]);
    } else if (isNamed(node) && node.name && ts.isIdentifier(node.name)) this.#declare(node, node.name);
  }

  #declare(declaration: ts.Node, identifier: ts.Identifier): void {
    const scope = scopeOf(declaration);
    let names = this.#scopes.get(scope);
    if (!names) this.#scopes.set(scope, (names = new Map()));
    // Of functions that are declared several times the first one is as good as any.
    if (!names.has(identifier.text)) names.set(identifier.text, { name: identifier.text, identifier, declaration });
  }

  /** The variable that `identifier` means; undefined for globals and for what is no variable. */
  variable(identifier: ts.Identifier): Variable | undefined {
    return this.lookUp(identifier.text, identifier);
  }

  /** The variable that `name` would mean at `node`. */
  lookUp(name: string, node: ts.Node): Variable | undefined {
    for (let here: ts.Node | undefined = node; here; here = here.parent) {
      const variable = this.#scopes.get(here)?.get(name);
      if (variable) return variable;
    }
    return undefined;
  }

  /** All places where a variable is used, without its declaration. */
  uses(variable: Variable): readonly ts.Identifier[] {
    let byVariable = this.#usesOf.get(variable.name);
    if (!byVariable) this.#usesOf.set(variable.name, (byVariable = this.#sorted(variable.name)));
    return byVariable.get(variable) ?? [];
  }

  #sorted(name: string): Map<Variable, ts.Identifier[]> {
    const byVariable = new Map<Variable, ts.Identifier[]>();
    for (const use of this.#uses.get(name) ?? []) {
      const variable = this.variable(use);
      if (!variable || use === variable.identifier) continue;
      const others = byVariable.get(variable);
      if (others) others.push(use);
      else byVariable.set(variable, [use]);
    }
    return byVariable;
  }
}

type Named = ts.Node & { readonly name?: ts.Node };

/** By kind, for every node of a file is asked. */
const namedKinds = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.VariableDeclaration,
  ts.SyntaxKind.Parameter,
  ts.SyntaxKind.BindingElement,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.FunctionExpression,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.ImportSpecifier,
  ts.SyntaxKind.ImportClause,
  ts.SyntaxKind.NamespaceImport,
  ts.SyntaxKind.ImportEqualsDeclaration,
  ts.SyntaxKind.EnumDeclaration,
  ts.SyntaxKind.ModuleDeclaration,
]);

const isNamed = (node: ts.Node): node is Named => namedKinds.has(node.kind);

/** What a name that is declared by `node` is known in. */
function scopeOf(node: ts.Node): ts.Node {
  // The name of a function expression is known only within it.
  if (ts.isFunctionExpression(node)) return node;
  const isVar = isFunctionScoped(node);
  let here = node.parent;
  while (!ts.isSourceFile(here)) {
    if (ts.isFunctionLike(here) || ts.isModuleBlock(here) || ts.isClassStaticBlockDeclaration(here)) return here;
    if (!isVar && isBlock(here)) return ts.isBlock(here) && ts.isFunctionLike(here.parent) ? here.parent : here;
    here = here.parent;
  }
  return here;
}

const isBlock = (node: ts.Node): boolean =>
  ts.isBlock(node) ||
  ts.isForStatement(node) ||
  ts.isForOfStatement(node) ||
  ts.isForInStatement(node) ||
  ts.isCatchClause(node) ||
  ts.isCaseBlock(node);

function isFunctionScoped(node: ts.Node): boolean {
  let here = node;
  while (ts.isBindingElement(here) || ts.isObjectBindingPattern(here) || ts.isArrayBindingPattern(here)) {
    here = here.parent;
  }
  return (
    ts.isVariableDeclaration(here) &&
    ts.isVariableDeclarationList(here.parent) &&
    (here.parent.flags & ts.NodeFlags.BlockScoped) === 0
  );
}

/** A name that stands for a variable, and not for a member, a key or a label. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (!parent) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isPropertyAssignment(parent)) return parent.name !== node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  if (ts.isQualifiedName(parent) || ts.isTypeReferenceNode(parent) || ts.isJsxAttribute(parent)) return false;
  return !(ts.isClassElement(parent) || ts.isPropertySignature(parent)) || (parent as Named).name !== node;
}
