import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import { defineRule } from '../engine/rule.ts';
import { calleeName, originOf } from '../syntax/calls.ts';
import { signalInOptions } from '../syntax/cancellable.ts';
import { eachOwn, functionAround } from '../syntax/nodes.ts';
import { mentionsSignal, signalAround } from '../syntax/signals.ts';

export const retryWithoutSignal = defineRule({
  name: 'retry-without-signal',
  summary: () => t('A loop tries again after a failure without asking the signal that the function was given'),
  severity: 'warning',
  visit: (file) => ({
    ForStatement: (loop) => checkLoop(file, loop),
    WhileStatement: (loop) => checkLoop(file, loop),
    DoStatement: (loop) => checkLoop(file, loop),
    CallExpression: (call) => {
      if (!/^(p-retry#(default|pRetry)|async-retry#default)$/.test(originOf(call.expression, file.names) ?? '')) return;
      const signal = signalAround(call, file.names);
      if (!signal || signalInOptions(call, 1) !== 'absent' || calleeName(call) === '') return;
      file.report(call.expression, t('"{0}" does not end the tries: pass it on among the options.', signal.text));
    },
  }),
});

function checkLoop(file: FileContext, loop: ts.IterationStatement): void {
  if (!file.names.hasSignals || !triesAgain(loop)) return;
  const signal = signalAround(loop, file.names);
  if (!signal || signal.owner !== functionAround(loop) || mentionsSignal(loop, signal)) return;
  const start = loop.getStart();
  const keyword = /^\w+/.exec(loop.getText())?.[0].length ?? 0;
  const body = ts.isBlock(loop.statement) ? loop.statement.getStart() + 1 : undefined;
  const text = ` ${signal.text}${signal.text.includes('.') ? '?' : ''}.throwIfAborted();`;
  const title = t('Throw when "{0}" is aborted', signal.text);
  const fixes = body === undefined ? [] : [{ title, isSafe: false, edits: [{ start: body, end: body, text }] }];
  file.report({ start, end: start + keyword }, t('This loop tries again also when "{0}" is aborted.', signal.text), {
    fixes,
  });
}

/** A `try` with something awaited in it, whose `catch` goes on with the loop. */
function triesAgain(loop: ts.IterationStatement): boolean {
  let found = false;
  eachOwn(loop.statement, (node) => {
    if (!ts.isTryStatement(node) || !node.catchClause) return;
    let awaits = false;
    eachOwn(node.tryBlock, (each) => (awaits ||= ts.isAwaitExpression(each)));
    const last = node.catchClause.block.statements.at(-1);
    const leaves = last && (ts.isThrowStatement(last) || ts.isReturnStatement(last) || ts.isBreakStatement(last));
    found ||= awaits && !leaves;
  });
  return found;
}
