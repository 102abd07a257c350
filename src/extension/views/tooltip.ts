import * as vscode from 'vscode';
import { topSite } from '../../model/selectors.ts';
import type { Program } from '../../model/state.ts';
import type { SiteLocator } from '../debug/siteLocator.ts';
import type { Row } from './row.ts';

/** What is told about a row, with its places in the source. Texts of the program are shown as they are. */
export async function tooltipOf(
  row: Row,
  program: Program | undefined,
  locator: SiteLocator,
): Promise<vscode.MarkdownString> {
  const text = new vscode.MarkdownString();
  const detail = row.detail?.() ?? { lines: [row.label] };
  for (const line of detail.lines) text.appendText(line).appendMarkdown('\n\n');
  for (const { title, stack } of program ? (detail.places ?? []) : []) {
    const site = program && topSite(program, stack);
    if (!site) continue;
    const { path, line } = await locator.locate(site);
    text.appendText(`${title}: ${vscode.workspace.asRelativePath(path)}:${line}`).appendMarkdown('\n\n');
  }
  return text;
}
