import * as vscode from 'vscode';
import { views } from '../contributions.ts';
import type { LineStory, PlacedStories } from './placedStories.ts';
import { storyWords, together } from './siteStories.ts';

const functions: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
]);

/** `3 tasks alive · last failed` above each function that started tasks or entered scopes. */
export class StoryLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #registration = vscode.languages.registerCodeLensProvider({ scheme: 'file' }, this);
  #stories: PlacedStories = new Map();

  readonly onDidChangeCodeLenses = this.#changed.event;

  get isShown(): boolean {
    return this.#stories.size > 0;
  }

  show(stories: PlacedStories): void {
    if (stories.size === 0 && this.#stories.size === 0) return;
    this.#stories = stories;
    this.#changed.fire();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const stories = this.#stories.get(document.uri.fsPath);
    if (!stories) return [];
    const symbols = (await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', document.uri)) as
      | vscode.DocumentSymbol[]
      | undefined;
    const byLine = new Map<number, LineStory[]>();
    for (const each of stories) {
      if (each.line > document.lineCount) continue;
      const line = lineOfFunction(symbols ?? [], each.line - 1) ?? each.line - 1;
      byLine.set(line, [...(byLine.get(line) ?? []), each]);
    }
    return [...byLine].flatMap(([line, at]) => {
      const story = together(at.map((each) => each.story));
      const title = story && storyWords(story);
      if (!title) return [];
      return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command: `${views.tasks}.focus` });
    });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** The first line of the innermost function around a line, both from 0; undefined where there is none. */
function lineOfFunction(symbols: readonly vscode.DocumentSymbol[], line: number): number | undefined {
  for (const symbol of symbols) {
    // Some languages give symbols without children, which have a `location` instead.
    if (!('children' in symbol) || line < symbol.range.start.line || line > symbol.range.end.line) continue;
    return (
      lineOfFunction(symbol.children, line) ??
      (functions.has(symbol.kind) ? symbol.selectionRange.start.line : undefined)
    );
  }
  return undefined;
}
