import * as vscode from 'vscode';
import type { PlacedStories } from './placedStories.ts';
import { storyWords } from './siteStories.ts';

/** A mark in the gutter and a few words behind the line, where something began that is alive or has ended. */
export class LineMarks implements vscode.Disposable {
  readonly #alive: vscode.TextEditorDecorationType;
  readonly #past: vscode.TextEditorDecorationType;
  #stories: PlacedStories = new Map();

  constructor(extensionUri: vscode.Uri) {
    const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', `${name}.svg`);
    const behind = {
      isWholeLine: true,
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      after: { margin: '0 0 0 3em', color: new vscode.ThemeColor('editorCodeLens.foreground') },
    } as const;
    this.#alive = vscode.window.createTextEditorDecorationType({
      ...behind,
      gutterIconPath: icon('gutterAlive'),
      gutterIconSize: 'contain',
      overviewRulerColor: new vscode.ThemeColor('charts.blue'),
      overviewRulerLane: vscode.OverviewRulerLane.Left,
    });
    this.#past = vscode.window.createTextEditorDecorationType(behind);
  }

  get isShown(): boolean {
    return this.#stories.size > 0;
  }

  show(stories: PlacedStories): void {
    this.#stories = stories;
    this.draw();
  }

  /** In all editors that are seen. */
  draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      const stories = document.uri.scheme === 'file' ? (this.#stories.get(document.uri.fsPath) ?? []) : [];
      const alive: vscode.DecorationOptions[] = [];
      const past: vscode.DecorationOptions[] = [];
      for (const { line, story } of stories) {
        const text = storyWords(story);
        if (text === '' || line > document.lineCount) continue;
        const { range } = document.lineAt(line - 1);
        const isAlive = story.tasks + story.scopes > 0;
        (isAlive ? alive : past).push({ range, renderOptions: { after: { contentText: text } } });
      }
      editor.setDecorations(this.#alive, alive);
      editor.setDecorations(this.#past, past);
    }
  }

  dispose(): void {
    this.#alive.dispose();
    this.#past.dispose();
  }
}
