import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import { defineRule } from '../engine/rule.ts';
import { calleeName } from '../syntax/calls.ts';
import { convertToUsing, releaseInFinally } from '../syntax/cleanup.ts';
import { holdingOf, ownFunction } from '../syntax/holding.ts';
import { isUsing } from '../syntax/library.ts';
import { isLock } from '../syntax/locks.ts';
import { bare, statementOf } from '../syntax/nodes.ts';
import { leakAfter } from '../syntax/paths.ts';
import { leakNote } from './notes.ts';

/** What calls are called that open something. */
const opening = /^(open|connect|create|launch|acquire|checkout|start|listen|get(connection|client|session))/i;
/** Classes of what is open once it is made; other things are made by the thousand, and hold nothing. */
const sessionClass =
  /(Client|Connection|Pool|Session|Socket|Server|File|Worker|Browser|Database|Stream|Redis|Kafka|Producer|Consumer|FileWriter)$/;

const ways = {
  methods: ['close', 'end', 'release', 'destroy', 'disconnect', 'quit', 'terminate', 'endSession', 'closeSync'],
  takers: ['release', 'closeSession', 'releaseConnection'],
};

export const sessionNotClosed = defineRule({
  name: 'session-not-closed-on-error',
  summary: () => t('A client or a session is closed only when all goes well'),
  severity: 'warning',
  skipsTests: true,
  visit: (file) => ({
    VariableDeclaration: (declaration) => {
      const { name, initializer } = declaration;
      if (!initializer || !ts.isIdentifier(name) || !ownFunction(name) || isUsing(declaration) || !opens(initializer))
        return;
      const variable = file.names.variable(name);
      if (!variable || isLock(name, file.names)) return;
      const { releases, isKeptElsewhere } = holdingOf(variable, file.names, ways);
      if (releases.length === 0 || isKeptElsewhere) return;
      const statement = statementOf(declaration);
      const leak = leakAfter(statement, releases);
      if (leak?.by !== 'failure') return;
      const isDisposable = /^fs\.|^open\(/.test(bare(initializer).getText());
      const fixes = [
        releaseInFinally(file, statement, releases),
        isDisposable ? convertToUsing(declaration, true) : undefined,
      ];
      const method = calleeName(releases[0] as ts.CallExpression);
      const message = t(
        '"{0}" stays open when something fails before {1}(). Close it in a finally block.',
        name.text,
        method,
      );
      file.report(name, message, { fixes: fixes.filter((fix) => fix !== undefined), related: leakNote(file, leak) });
    },
  }),
});

function opens(initializer: ts.Expression): boolean {
  const made = bare(initializer);
  if (ts.isNewExpression(made)) return sessionClass.test(calleeName(made));
  return ts.isCallExpression(made) && opening.test(calleeName(made));
}
