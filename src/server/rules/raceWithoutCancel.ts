import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import { defineRule } from '../engine/rule.ts';
import { calleeName, isGlobal, receiverOf } from '../syntax/calls.ts';
import { bare, functionAround } from '../syntax/nodes.ts';

export const raceWithoutCancel = defineRule({
  name: 'race-without-cancel',
  summary: () => t('The losers of Promise.race run on, because nothing cancels them'),
  // Where a loser has no effect and ends by itself, it may be let run.
  severity: 'off',
  skipsTests: true,
  visit: (file) => ({
    CallExpression: (call) => {
      const on = receiverOf(call);
      if (calleeName(call) !== 'race' || !on || !isGlobal(on, 'Promise', file.names)) return;
      const [list] = call.arguments;
      if (!list || !ts.isArrayLiteralExpression(list) || list.elements.length < 2) return;
      if (!list.elements.some((each) => ts.isCallExpression(bare(each)))) return;
      if (/abort|signal|cancel/i.test(functionAround(call).getText(file.source))) return;
      file.report(
        call.expression,
        t('The losers of this race run on: give them a signal, and abort it when the race is over.'),
      );
    },
  }),
});
