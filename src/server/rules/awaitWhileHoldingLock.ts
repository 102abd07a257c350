import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import { defineRule } from '../engine/rule.ts';
import { calleeName, isGlobal, originOf } from '../syntax/calls.ts';
import { acquisitionBy, runUnderLock } from '../syntax/locks.ts';
import { bare, eachOwn, functionAround } from '../syntax/nodes.ts';

export const awaitWhileHoldingLock = defineRule({
  name: 'await-while-holding-lock',
  summary: () => t('Something slow is awaited while a lock is held'),
  // What a lock protects is often the slow thing itself.
  severity: 'off',
  visit: (file) => ({
    CallExpression: (call) => {
      const run = runUnderLock(call, file.names);
      if (run) {
        tellSlow(file, run.body, run.lock, 0, Number.POSITIVE_INFINITY);
        return;
      }
      const taken = acquisitionBy(call, file.names);
      if (!taken) return;
      const ends = taken.holding?.releases.map(({ pos }) => pos) ?? [];
      tellSlow(file, functionAround(call), taken.lock, call.end, Math.max(call.end, ...ends));
    },
  }),
});

function tellSlow(file: FileContext, root: ts.Node, lock: ts.Expression, from: number, to: number): void {
  eachOwn(root, (node) => {
    if (!ts.isAwaitExpression(node) || node.pos < from || node.end > to || !isSlow(node.expression, file)) return;
    const name = lock.getText(file.source);
    file.report(node, t('Lock "{0}" is held while this is awaited, and everybody else waits with it.', name));
  });
}

const slowOrigin = /^(timers\/promises|undici|axios|got|node-fetch)#/;
const slowName = /^(sleep|delay|wait)$/;

function isSlow(awaited: ts.Expression, { names }: FileContext): boolean {
  const call = bare(awaited);
  if (!ts.isCallExpression(call)) return false;
  const callee = bare(call.expression);
  return (
    isGlobal(callee, 'fetch', names) ||
    slowOrigin.test(originOf(callee, names) ?? '') ||
    slowName.test(calleeName(call))
  );
}
