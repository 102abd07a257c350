import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** Something a user of the library can name: an export, or a member of one. */
export interface PublicName {
  /** As in `CancelScope.enter`. */
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** All docstrings of its declarations; empty: it has none. */
  readonly docs: string;
  /** Its body makes an error and throws it. */
  readonly throws: boolean;
}

const root = resolve(import.meta.dirname, '..', '..');
const index = join(root, 'src', 'agent', 'api', 'index.ts');

type Member = ts.ClassElement | ts.TypeElement;

/** Where an export is declared, and under which name. */
interface Origin {
  readonly file: string;
  readonly name: string;
}

/** What a module exports from others; what is named counts more than `*`. */
function exportsOf(file: string): Map<string, Origin> {
  const named = new Map<string, Origin>();
  const all = new Map<string, Origin>();
  for (const statement of parse(file).statements) {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) continue;
    const from = join(dirname(file), (statement.moduleSpecifier as ts.StringLiteral).text);
    const there = exportsOf(from);
    if (!statement.exportClause) for (const [name, origin] of there) all.set(name, origin);
    else if (ts.isNamedExports(statement.exportClause)) {
      for (const { name, propertyName = name } of statement.exportClause.elements) {
        named.set(name.text, there.get(propertyName.text) ?? { file: from, name: propertyName.text });
      }
    }
  }
  return new Map([...all, ...named]);
}

const parsed = new Map<string, ts.SourceFile>();

function parse(file: string): ts.SourceFile {
  const source =
    parsed.get(file) ?? ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true);
  parsed.set(file, source);
  return source;
}

const exports = exportsOf(index);

/** Everything that the library exports. */
export const publicApi = (): PublicName[] => [...exports].flatMap(([name, origin]) => namesOf(name, origin));

function namesOf(name: string, origin: Origin): PublicName[] {
  const source = parse(origin.file);
  const declarations = declarationsOf(origin.name, source);
  const file = relative(root, origin.file);
  const whole = publicName(name, file, declarations);
  const members = declarations.flatMap((declaration) => membersOf(declaration, source));
  const byName = Map.groupBy(members, (member) => member.name?.getText() ?? 'constructor');
  return [whole, ...[...byName].map(([member, group]) => publicName(`${name}.${member}`, file, group))];
}

function declarationsOf(name: string, source: ts.SourceFile): ts.Node[] {
  return source.statements.flatMap((statement): ts.Node[] => {
    if (ts.isVariableStatement(statement)) {
      const isMeant = statement.declarationList.declarations.some((each) => each.name.getText() === name);
      return isMeant ? [statement] : [];
    }
    return nameOf(statement) === name ? [statement] : [];
  });
}

const nameOf = (statement: ts.Statement): string | undefined =>
  ts.isClassDeclaration(statement) ||
  ts.isFunctionDeclaration(statement) ||
  ts.isInterfaceDeclaration(statement) ||
  ts.isTypeAliasDeclaration(statement)
    ? statement.name?.text
    : undefined;

function membersOf(declaration: ts.Node, source: ts.SourceFile): Member[] {
  if (!ts.isClassLike(declaration) && !ts.isInterfaceDeclaration(declaration)) return [];
  const bases = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
    types.map((type) => type.expression.getText()),
  );
  return [...[...declaration.members].filter(isPublic), ...bases.flatMap((base) => inheritedFrom(base, source))];
}

/** Members of a base that is not exported itself are members of what is. */
function inheritedFrom(base: string, source: ts.SourceFile): Member[] {
  const origin = importOf(base, source) ?? { file: source.fileName, name: base };
  if ([...exports.values()].some(({ file, name }) => file === origin.file && name === origin.name)) return [];
  const there = parse(origin.file);
  return declarationsOf(origin.name, there).flatMap((declaration) => membersOf(declaration, there));
}

function importOf(name: string, source: ts.SourceFile): Origin | undefined {
  for (const statement of source.statements.filter(ts.isImportDeclaration)) {
    const from = (statement.moduleSpecifier as ts.StringLiteral).text;
    const bindings = statement.importClause?.namedBindings;
    if (!from.startsWith('.') || !bindings || !ts.isNamedImports(bindings)) continue;
    const found = bindings.elements.find((element) => element.name.text === name);
    if (found) return { file: join(dirname(source.fileName), from), name: (found.propertyName ?? found.name).text };
  }
  return undefined;
}

const notPublic: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PrivateKeyword,
  ts.SyntaxKind.ProtectedKeyword,
  // It means what it means in the base.
  ts.SyntaxKind.OverrideKeyword,
]);

function isPublic(member: Member): boolean {
  if (member.name && ts.isPrivateIdentifier(member.name)) return false;
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  return !modifiers.some(({ kind }) => notPublic.has(kind)) && !docsOf(member).includes('@internal');
}

const publicName = (name: string, file: string, declarations: readonly ts.Node[]): PublicName => ({
  name,
  file,
  docs: declarations.map(docsOf).join(''),
  throws: declarations.flatMap(functionsOf).some(throwsIn),
});

/** The comment just before it; one at the head of a file belongs to the file. */
const docsOf = (node: ts.Node): string =>
  ts
    .getJSDocCommentsAndTags(node)
    .filter((comment) => ts.isJSDoc(comment))
    .slice(-1)
    .map((comment) => comment.getText())
    .join('');

/** Of a constant its value, which may be a function. */
const functionsOf = (node: ts.Node): ts.Node[] =>
  ts.isVariableStatement(node)
    ? node.declarationList.declarations.flatMap(({ initializer }) => initializer ?? [])
    : [node];

/** Throwing on what was caught is no statement of its own, and what an inner function throws is its own affair. */
function throwsIn(node: ts.Node): boolean {
  if (ts.isThrowStatement(node)) return ts.isNewExpression(node.expression) || ts.isCallExpression(node.expression);
  if (ts.isClassLike(node)) return false;
  return ts.forEachChild(node, (child) => (ts.isFunctionLike(child) ? false : throwsIn(child))) ?? false;
}
