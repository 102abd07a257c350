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

/** Everything that the library exports. */
export const publicApi = (): PublicName[] => [...exportsOf(index)].flatMap(([name, origin]) => namesOf(name, origin));

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
  const own = [...declaration.members].filter(isPublic);
  // Members of a base that is not exported itself are members of what is.
  const bases = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
    types.map((type) => type.expression.getText()),
  );
  return [
    ...own,
    ...bases
      .flatMap((base) => declarationsOf(base, source))
      .filter(isHidden)
      .flatMap((base) => membersOf(base, source)),
  ];
}

const isHidden = (declaration: ts.Node): boolean =>
  ts.canHaveModifiers(declaration) &&
  ts.getModifiers(declaration)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true;

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
  throws: declarations.some((declaration) => throwsIn(declaration)),
});

/** The comment just before it; one at the head of a file belongs to the file. */
const docsOf = (node: ts.Node): string =>
  ts
    .getJSDocCommentsAndTags(node)
    .filter((comment) => ts.isJSDoc(comment))
    .slice(-1)
    .map((comment) => comment.getText())
    .join('');

/** Throwing on what was caught is no statement of its own. */
function throwsIn(node: ts.Node): boolean {
  if (ts.isThrowStatement(node)) return ts.isNewExpression(node.expression) || ts.isCallExpression(node.expression);
  if (ts.isClassLike(node)) return false;
  return ts.forEachChild(node, (child) => (ts.isFunctionLike(child) ? false : throwsIn(child))) ?? false;
}
