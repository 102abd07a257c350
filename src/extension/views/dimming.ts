import * as vscode from 'vscode';

const scheme = 'async-scope-dim';

/** A row whose resource this is, is drawn dimmed: the only way VS Code has to colour the label of a row. */
export const dimUri = (id: string): vscode.Uri => vscode.Uri.from({ scheme, path: `/${id}` });

/** Dims rows; to be registered once. */
export const dimming: vscode.FileDecorationProvider = {
  provideFileDecoration: (uri) =>
    uri.scheme === scheme ? { color: new vscode.ThemeColor('disabledForeground') } : undefined,
};
