import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import type { Finding } from '../engine/finding.ts';
import { defineRule, type FactOf } from '../engine/rule.ts';
import { lockIdentity } from '../syntax/lockIdentity.ts';
import { acquisitionBy, lockAcquired, lockOfRun, runUnderLock } from '../syntax/locks.ts';
import { eachOwn, functionAround } from '../syntax/nodes.ts';

/** A lock that is taken while another one is held. */
interface Order {
  readonly held: string;
  readonly taken: string;
  readonly finding: Finding & { readonly path: string };
}

export const lockOrderInversion = defineRule<Order>({
  name: 'lock-order-inversion',
  summary: () => t('Two locks are taken in both orders, which can end in a deadlock'),
  severity: 'warning',
  visit: (file) => ({
    CallExpression: (call) => {
      const run = runUnderLock(call, file.names);
      if (run) {
        ts.forEachChild(run.body, function walk(node) {
          tell(file, run.lock, node);
          ts.forEachChild(node, walk);
        });
        return;
      }
      const taken = acquisitionBy(call, file.names);
      if (!taken) return;
      const releases = taken.holding?.releases ?? [];
      const end = Math.max(...releases.map(({ pos }) => pos), releases.length === 0 ? Number.POSITIVE_INFINITY : 0);
      eachOwn(functionAround(call), (node) => {
        if (node.pos > call.end && node.end < end) tell(file, taken.lock, node);
      });
    },
  }),
  combine: inversions,
});

function tell(file: FileContext<Order>, heldLock: ts.Expression, node: ts.Node): void {
  if (!ts.isCallExpression(node)) return;
  const lock = lockOfRun(node, file.names) ?? lockAcquired(node, file.names);
  const held = lockIdentity(heldLock, file);
  const taken = lock && lockIdentity(lock, file);
  if (!lock || held === undefined || taken === undefined || held === taken) return;
  const message = t(
    'Lock "{0}" is taken while "{1}" is held, and elsewhere in the other order: two tasks can wait for each other for ever.',
    lock.getText(),
    heldLock.getText(),
  );
  file.fact({ held, taken, finding: file.finding(node.expression, message) });
}

function inversions(facts: readonly FactOf<Order>[]): (Finding & { readonly path: string })[] {
  const byOrder = new Map<string, Order>();
  for (const { fact } of facts) {
    const key = `${fact.held}\n${fact.taken}`;
    if (!byOrder.has(key)) byOrder.set(key, fact);
  }
  return facts.flatMap(({ fact }) => {
    const other = byOrder.get(`${fact.taken}\n${fact.held}`);
    if (!other) return [];
    const { path, start, end } = other.finding;
    return [{ ...fact.finding, related: [{ path, start, end, message: t('Taken in the other order here') }] }];
  });
}
