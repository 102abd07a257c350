import * as vscode from 'vscode';
import { type ExportFormat, exportFormats } from '../../model/export/index.ts';
import type { Report } from '../../model/report/schema.ts';
import { t } from '../../common/l10n.ts';
import { commands } from '../contributions.ts';
import type { Command } from './command.ts';

/** What another extension or a key binding may hand in to skip the questions. */
interface ExportArgument {
  format?: string;
  uri?: vscode.Uri;
}

/** Writes the report to a file. */
export const exportReport: Command = {
  id: commands.exportReport,
  async run({ currentReport }, argument) {
    const { format: wanted, uri } = (argument ?? {}) as ExportArgument;
    const report = await currentReport();
    if (!report) throw new Error(t('There is nothing to export yet: press F5 first.'));
    await writeExport(report, { format: wanted, uri });
  },
};

/** Writes a report as `format` to `uri`; what is left out is asked for. */
export async function writeExport(report: Report, { format: wanted, uri }: ExportArgument = {}): Promise<void> {
  const format = exportFormats.find(({ id }) => id === wanted) ?? (await pickFormat());
  if (!format) return;
  const target = uri ?? (await pickFile(format));
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(format.render(report)));
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const items = exportFormats.map((format) => ({
    label: format.label,
    description: `.${extensionOf(format)}`,
    format,
  }));
  return (await vscode.window.showQuickPick(items, { title: t('Export the report as') }))?.format;
}

function pickFile(format: ExportFormat): Thenable<vscode.Uri | undefined> {
  const extension = extensionOf(format);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    filters: { [format.label]: [extension] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `async-scope-report.${extension}`) }),
  });
}

const extensionOf = ({ extension }: ExportFormat): string => extension.replace(/^\./, '');
