import * as vscode from 'vscode';
import type { PlacedStories } from './placedStories.ts';
import { storyLines } from './siteStories.ts';

/** Tells the last outcomes of what began on a line to somebody who points at it. */
export class StoryHovers implements vscode.HoverProvider, vscode.Disposable {
  readonly #now: () => number;
  readonly #registration = vscode.languages.registerHoverProvider({ scheme: 'file' }, this);
  #stories: PlacedStories = new Map();

  /** @param now the time of the run, Unix ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  show(stories: PlacedStories): void {
    this.#stories = stories;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const found = this.#stories.get(document.uri.fsPath)?.find(({ line }) => line === position.line + 1);
    if (!found) return undefined;
    const text = new vscode.MarkdownString('**Async Scope**\n\n');
    for (const line of storyLines(found.story, this.#now())) text.appendText(line).appendMarkdown('\n\n');
    return new vscode.Hover(text, document.lineAt(position.line).range);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
