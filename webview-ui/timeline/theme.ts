import type { Span } from '../../src/model/report/timelineSchema.ts';

/** What a canvas draws with, taken from the theme. */
export interface Theme {
  readonly font: string;
  readonly text: string;
  readonly quiet: string;
  readonly edge: string;
  readonly back: string;
  readonly focus: string;
  readonly error: string;
  readonly warning: string;
  readonly states: Readonly<Record<Span['state'], string>>;
  /** Of lines of several programs. */
  readonly lines: readonly string[];
}

/** What stands for a state besides its colour, in bars and in the legend. */
export const stateSigns: Readonly<Record<Span['state'], string>> = {
  running: '▸',
  completed: '✓',
  failed: '✕',
  cancelled: '⊘',
};

/** The colours as they are now: a theme may change while the page is open. */
export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element);
  const color = (...names: string[]): string =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ?? style.color;
  return {
    font: `11px ${style.getPropertyValue('--vscode-font-family').trim() || 'sans-serif'}`,
    text: color('foreground'),
    quiet: color('descriptionForeground', 'foreground'),
    edge: color('widget-border', 'contrastBorder', 'panel-border'),
    back: color('editor-background'),
    focus: color('focusBorder', 'contrastActiveBorder'),
    error: color('editorError-foreground', 'errorForeground'),
    warning: color('editorWarning-foreground'),
    states: {
      running: color('charts-blue'),
      completed: color('charts-green'),
      failed: color('charts-red', 'errorForeground'),
      cancelled: color('charts-orange', 'charts-yellow'),
    },
    lines: ['charts-blue', 'charts-orange', 'charts-green', 'charts-purple', 'charts-red'].map((name) => color(name)),
  };
}

/** Draws again when the theme changes. @returns ends it */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}
