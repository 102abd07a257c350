import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import { defineRule } from '../engine/rule.ts';
import { calleeName, chainOf, literalOf, receiverOf } from '../syntax/calls.ts';
import { bare, functionAround, isFunction } from '../syntax/nodes.ts';

export const abortListenerNotRemoved = defineRule({
  name: 'abort-listener-not-removed',
  summary: () => t('A listener is added to a signal of the caller, and stays there when the work is done'),
  severity: 'warning',
  skipsTests: true,
  visit: (file) => ({
    CallExpression: (call) => {
      if (calleeName(call) !== 'addEventListener' || literalOf(call.arguments[0]) !== 'abort') return;
      const on = receiverOf(call);
      const chain = on && chainOf(on);
      if (
        !on ||
        chain === undefined ||
        !/signal$/i.test(chain) ||
        /^(req|request|ctx|event|c)\b/.test(chain) ||
        isOwn(on, file)
      )
        return;
      if (!isPartOfWork(call) || isTied(call.arguments[2]) || isRemoved(file)) return;
      file.report(
        call.expression,
        t(
          'This listener stays on "{0}" when the work is done, and with it all that it refers to. Remove it in a finally block.',
          chain,
        ),
      );
    },
  }),
});

/** Something that ends is waited for here: in the executor of a promise. Elsewhere the listener may be meant to stay. */
function isPartOfWork(call: ts.Node): boolean {
  const executor = functionAround(call);
  const { parent } = executor;
  return isFunction(executor) && parent !== undefined && ts.isNewExpression(parent) && calleeName(parent) === 'Promise';
}

/** The signal of a controller that is made in this file lives no longer than the work. */
function isOwn(on: ts.Expression, { names }: FileContext): boolean {
  let here = on;
  while (ts.isPropertyAccessExpression(here)) here = bare(here.expression);
  if (here.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (!ts.isIdentifier(here)) return true;
  const declaration = names.variable(here)?.declaration;
  if (!declaration) return true;
  if (ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration)) {
    const made = declaration.initializer?.getText() ?? (ts.isBindingElement(declaration) ? '' : '?');
    return (
      /new AbortController|AbortSignal\.|Controller\(|\?/.test(made) || (made !== '' && !/signal|options?/i.test(made))
    );
  }
  return false;
}

/** `{ signal }` among the options removes the listener. */
const isTied = (options: ts.Expression | undefined): boolean =>
  options !== undefined && (!ts.isObjectLiteralExpression(options) || /(?<!\w)signal(?!\w)/.test(options.getText()));

const isRemoved = ({ source }: FileContext): boolean => /removeEventListener\(\s*['"`]abort['"`]/.test(source.text);
