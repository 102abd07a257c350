import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import { defineRule } from '../engine/rule.ts';
import { eachOwn, isWithin } from '../syntax/nodes.ts';
import { type GivenSignal, mentionsSignal, signalAround } from '../syntax/signals.ts';

export const cancellationSwallowed = defineRule({
  name: 'cancellation-swallowed',
  summary: () => t('A catch block takes the error of a cancellation for any other, and the caller never learns of it'),
  severity: 'warning',
  skipsTests: true,
  visit: (file) => ({
    CatchClause: (clause) => {
      const { parent } = clause;
      const signal = signalAround(clause, file.names);
      if (!signal || !awaitsWith(parent.tryBlock, signal)) return;
      if (tellsApart(clause) || usesError(clause, file) || asksLater(parent, signal)) return;
      const start = clause.getStart();
      const message = t(
        'When "{0}" is aborted, this block takes the error for any other, and the caller never learns that the work was cancelled.',
        signal.text,
      );
      const body = clause.block.getStart() + 1;
      const text = ` ${signal.text}${signal.text.includes('.') ? '?' : ''}.throwIfAborted();`;
      const fixes = [
        {
          title: t('Throw when "{0}" is aborted', signal.text),
          isSafe: false,
          edits: [{ start: body, end: body, text }],
        },
      ];
      file.report({ start, end: start + 'catch'.length }, message, { fixes });
    },
  }),
});

/** Whether something is awaited that was given the signal. */
function awaitsWith(block: ts.Block, signal: GivenSignal): boolean {
  let found = false;
  eachOwn(block, (node) => {
    if (ts.isAwaitExpression(node) && ts.isCallExpression(node.expression)) {
      found ||= node.expression.arguments.some((each) => mentionsSignal(each, signal));
    }
  });
  return found;
}

/** Whether the block looks at what kind of error it is, throws, or knows of cancellation in its own words. */
function tellsApart({ block }: ts.CatchClause): boolean {
  if (/abort|cancel|signal|instanceof/i.test(block.getText())) return true;
  let found = false;
  eachOwn(block, (node) => (found ||= ts.isThrowStatement(node)));
  return found;
}

const saying = /^(console|log|logger|debug|this\.(log|logger))\b/;

/** Whether the error goes on to somebody, who may look at it; to write it to a log is not to pass it on. */
function usesError({ variableDeclaration, block }: ts.CatchClause, { names }: FileContext): boolean {
  const name = variableDeclaration?.name;
  if (!name) return false;
  if (!ts.isIdentifier(name)) return true;
  const variable = names.variable(name);
  if (!variable) return false;
  return names.uses(variable).some((use) => {
    let here: ts.Node = use;
    while (isWithin(here, block) && here !== block) {
      if (ts.isCallExpression(here) && saying.test(here.expression.getText())) return false;
      here = here.parent;
    }
    return true;
  });
}

/** Whether the function asks the signal itself, after or before. */
const asksLater = (statement: ts.TryStatement, { owner, text }: GivenSignal): boolean =>
  new RegExp(`${text.replaceAll('.', '\\??\\.')}\\??\\.(aborted|throwIfAborted|reason)`).test(
    owner.getText().replace(statement.tryBlock.getText(), ''),
  );
