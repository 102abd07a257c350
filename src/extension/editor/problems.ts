import * as vscode from 'vscode';
import { t } from '../../common/l10n.ts';
import { partyWords } from '../../model/report/words.ts';
import { topSite } from '../../model/selectors.ts';
import type { Finding, Program } from '../../model/state.ts';
import type { DebugRun } from '../debug/debugRun.ts';
import type { SiteLocator } from '../debug/siteLocator.ts';

/** The findings of a run in the Problems panel, each with the places of all its parties. */
export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('async-scope');
  readonly #locator: SiteLocator;
  #isShown = false;

  constructor(locator: SiteLocator) {
    this.#locator = locator;
  }

  get isShown(): boolean {
    return this.#isShown;
  }

  /** @param isIgnored what a person does not want to be told of */
  async show(run: DebugRun, isIgnored: (finding: Finding) => boolean): Promise<void> {
    const byFile = new Map<string, vscode.Diagnostic[]>();
    const seen = new Set<string>();
    for (const finding of run.model.findings.filter((each) => !isIgnored(each))) {
      const program = run.model.programs.get(finding.program);
      const places = program ? await this.#placesOf(program, finding) : [];
      const [first] = places;
      if (!first) continue;
      // Findings of one kind at one place are one problem of the source.
      const key = [
        finding.kind,
        ...places.map(({ location }) => `${location.uri.toString()}:${location.range.start.line}`),
      ].join();
      if (seen.has(key)) continue;
      seen.add(key);
      const file = first.location.uri.toString();
      byFile.set(file, [...(byFile.get(file) ?? []), diagnosticOf(finding, places)]);
    }
    this.#collection.clear();
    for (const [file, diagnostics] of byFile) this.#collection.set(vscode.Uri.parse(file), diagnostics);
    this.#isShown = byFile.size > 0;
  }

  clear(): void {
    this.#collection.clear();
    this.#isShown = false;
  }

  dispose(): void {
    this.#collection.dispose();
  }

  async #placesOf(program: Program, { parties }: Finding): Promise<vscode.DiagnosticRelatedInformation[]> {
    const places = [];
    for (const { role, taskName, stack } of parties) {
      const site = topSite(program, stack);
      if (!site) continue;
      const { path, line, column } = await this.#locator.locate(site);
      const start = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
      const location = new vscode.Location(vscode.Uri.file(path), start);
      places.push(new vscode.DiagnosticRelatedInformation(location, partyWords({ role, taskName })));
    }
    return places;
  }
}

function diagnosticOf(
  { kind, title, sentence, severity, usualCauses }: Finding,
  places: vscode.DiagnosticRelatedInformation[],
): vscode.Diagnostic {
  const range = places[0]?.location.range ?? new vscode.Range(0, 0, 0, 0);
  const causes =
    usualCauses.length > 0 ? `\n${t('Usual causes:')}\n${usualCauses.map((cause) => `• ${cause}`).join('\n')}` : '';
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
  const diagnostic = new vscode.Diagnostic(
    range,
    `${title}: ${sentence}${causes}`,
    severity === 'error' ? error : warning,
  );
  diagnostic.source = 'Async Scope';
  diagnostic.code = kind;
  diagnostic.relatedInformation = places;
  return diagnostic;
}
