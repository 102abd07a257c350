import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import { defineRule } from '../engine/rule.ts';
import { isGlobal } from '../syntax/calls.ts';
import { has, parentOf } from '../syntax/nodes.ts';

export const controllerNeverAborted = defineRule({
  name: 'controller-never-aborted',
  summary: () => t('An AbortController is made whose abort is never called, so its signal cancels nothing'),
  severity: 'warning',
  skipsTests: true,
  visit: (file) => ({
    NewExpression: (made) => {
      if (!isGlobal(made.expression, 'AbortController', file.names)) return;
      const parent = parentOf(made);
      // `new AbortController().signal` is meant as a signal that never aborts.
      if (ts.isVariableDeclaration(parent)) checkVariable(file, parent);
      else if (ts.isPropertyDeclaration(parent)) checkField(file, parent);
    },
  }),
});

const tell = (file: FileContext, place: ts.Node): void =>
  file.report(
    place,
    t(
      'Nobody calls abort on this controller, so its signal never cancels anything. Use a signal of the caller, or abort it.',
    ),
  );

function checkVariable(file: FileContext, { name }: ts.VariableDeclaration): void {
  const variable = ts.isIdentifier(name) ? file.names.variable(name) : undefined;
  if (!variable || isExported(variable.declaration)) return;
  const uses = file.names.uses(variable);
  if (uses.length > 0 && uses.every(isSignalRead)) tell(file, name);
}

const isExported = (declaration: ts.Node): boolean =>
  ts.isVariableDeclaration(declaration) && has(declaration.parent.parent, ts.SyntaxKind.ExportKeyword);

const isSignalRead = (use: ts.Identifier): boolean => {
  const parent = parentOf(use);
  return ts.isPropertyAccessExpression(parent) && parent.name.text === 'signal';
};

/** Only of fields that nobody outside of the class reaches. */
function checkField(file: FileContext, field: ts.PropertyDeclaration): void {
  if (!ts.isPrivateIdentifier(field.name) && !has(field, ts.SyntaxKind.PrivateKeyword)) return;
  const name = field.name.getText();
  const uses = [...file.source.text.matchAll(new RegExp(`\\.${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'))];
  const reads = uses.filter(({ index }) =>
    /^[!?]?\.signal(?![\w$])/.test(file.source.text.slice(index + name.length + 1)),
  );
  if (uses.length > 0 && uses.length === reads.length) tell(file, field.name);
}
