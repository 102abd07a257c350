import { t } from '../../common/l10n.ts';
import { defineRule } from '../engine/rule.ts';
import { releaseInFinally } from '../syntax/cleanup.ts';
import { acquisitionBy } from '../syntax/locks.ts';
import { statementOf } from '../syntax/nodes.ts';
import { leakAfter } from '../syntax/paths.ts';
import { leakNote } from './notes.ts';

export const lockNotReleased = defineRule({
  name: 'lock-not-released-on-all-paths',
  summary: () => t('A lock is taken by hand, and there is a way on which it is not released'),
  severity: 'error',
  visit: (file) => ({
    CallExpression: (call) => {
      const taken = acquisitionBy(call, file.names);
      if (!taken?.holding || taken.holding.isKeptElsewhere) return;
      const { releases } = taken.holding;
      const statement = statementOf(call);
      const leak = leakAfter(statement, releases);
      if (!leak) return;
      const fix = releaseInFinally(file, statement, releases);
      const name = taken.lock.getText(file.source);
      const message =
        releases.length === 0
          ? t('Lock "{0}" is taken and never released.', name)
          : t('Lock "{0}" stays held on one of the ways out. Release it in a finally block.', name);
      file.report(call, message, {
        fixes: fix ? [fix] : [],
        related: releases.length === 0 ? [] : leakNote(file, leak),
      });
    },
  }),
});
