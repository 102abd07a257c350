import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type CodeAction, CodeActionKind, type Range, TextEdit } from 'vscode-languageserver/node';
import { t } from '../../common/l10n.ts';
import type { TextEdit as Edit } from '../engine/finding.ts';
import type { Project } from '../engine/project.ts';
import { suppressionWord } from '../engine/suppression.ts';
import { diagnosticOf } from './diagnostics.ts';
import { wrapInScope } from './wrapInScope.ts';

/** What can be done about the findings in a range, and to the code there. */
export function codeActions(document: TextDocument, path: string, range: Range, project: Project): CodeAction[] {
  const from = document.offsetAt(range.start);
  const to = document.offsetAt(range.end);
  const actions: CodeAction[] = [];
  for (const finding of project.findings(path)) {
    if (finding.end < from || finding.start > to) continue;
    const diagnostics = [diagnosticOf(finding, document, project)];
    for (const { title, edits, isSafe } of finding.fixes) {
      const change = changing(document, edits);
      actions.push({ title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred: isSafe, edit: change });
    }
    const title = t('Suppress {0}, with a reason', finding.rule);
    const edits = [suppression(document, finding.start, finding.rule)];
    actions.push({ title, kind: CodeActionKind.QuickFix, diagnostics, edit: changing(document, edits) });
  }
  const wrapped = wrapInScope(path, document.getText(), from, to);
  if (wrapped) {
    const { title, edits } = wrapped;
    actions.push({ title, kind: CodeActionKind.RefactorRewrite, edit: changing(document, edits) });
  }
  return actions;
}

const changing = (document: TextDocument, edits: readonly Edit[]) => ({
  changes: {
    [document.uri]: edits.map(({ start, end, text }) =>
      TextEdit.replace({ start: document.positionAt(start), end: document.positionAt(end) }, text),
    ),
  },
});

/** A comment of its own above the line, for a person to complete. */
function suppression(document: TextDocument, start: number, rule: string): Edit {
  const { line } = document.positionAt(start);
  const at = document.offsetAt({ line, character: 0 });
  const indent = /^[ \t]*/.exec(document.getText().slice(at))?.[0] ?? '';
  return { start: at, end: at, text: `${indent}// ${suppressionWord} ${rule}: ${t('say why this is right')}\n` };
}
