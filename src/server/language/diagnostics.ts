import { pathToFileURL } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import { lineOf } from '../engine/analyze.ts';
import type { JudgedFinding, Project } from '../engine/project.ts';
import { ruleUrl } from '../rules/pages.ts';

/** Who tells of a mistake, as the Problems panel names it. */
const source = 'Async Scope';

const severities: Record<JudgedFinding['severity'], DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding, as editors show it. */
export const diagnosticOf = (finding: JudgedFinding, document: TextDocument, project: Project): Diagnostic => ({
  range: { start: document.positionAt(finding.start), end: document.positionAt(finding.end) },
  message: finding.message,
  severity: severities[finding.severity],
  source,
  code: finding.rule,
  codeDescription: { href: ruleUrl(finding.rule) },
  relatedInformation: finding.related.map(({ path, start, end, message }) => {
    const lineStarts = project.analysis(path)?.lineStarts ?? [0];
    const position = (offset: number) => {
      const line = lineOf(lineStarts, offset);
      return { line, character: offset - (lineStarts[line] ?? 0) };
    };
    const range = { start: position(start), end: position(end) };
    return { message, location: { uri: pathToFileURL(path).href, range } };
  }),
});
