/** What VS Code tells a webview of its default themes, as far as the report page uses it. */
interface PageTheme {
  /** The class of the body. */
  readonly kind: string;
  /** CSS variables without `--vscode-`. */
  readonly colors: Readonly<Record<string, string>>;
}

const charts = { 'charts-purple': '#b180d7' };

export const pageThemes: readonly PageTheme[] = [
  {
    kind: 'vscode-light',
    colors: {
      ...charts,
      foreground: '#3b3b3b',
      descriptionForeground: '#616161',
      'editor-background': '#ffffff',
      'editorWidget-background': '#f8f8f8',
      'widget-border': '#e5e5e5',
      focusBorder: '#005fb8',
      'textLink-foreground': '#005fb8',
      'button-background': '#005fb8',
      'button-foreground': '#ffffff',
      'button-secondaryBackground': '#e5e5e5',
      'button-secondaryForeground': '#3b3b3b',
      'editorError-foreground': '#e51400',
      'editorWarning-foreground': '#bf8803',
      'charts-blue': '#1a85ff',
      'charts-green': '#388a34',
      'charts-red': '#e51400',
      'charts-orange': '#d18616',
    },
  },
  {
    kind: 'vscode-dark',
    colors: {
      ...charts,
      foreground: '#cccccc',
      descriptionForeground: '#9d9d9d',
      'editor-background': '#1f1f1f',
      'editorWidget-background': '#202020',
      'widget-border': '#313131',
      focusBorder: '#0078d4',
      'textLink-foreground': '#4daafc',
      'button-background': '#0078d4',
      'button-foreground': '#ffffff',
      'button-secondaryBackground': '#313131',
      'button-secondaryForeground': '#cccccc',
      'editorError-foreground': '#f14c4c',
      'editorWarning-foreground': '#cca700',
      'charts-blue': '#3794ff',
      'charts-green': '#89d185',
      'charts-red': '#f14c4c',
      'charts-orange': '#d18616',
    },
  },
  {
    kind: 'vscode-high-contrast',
    colors: {
      ...charts,
      foreground: '#ffffff',
      descriptionForeground: '#ffffffb3',
      'editor-background': '#000000',
      'editorWidget-background': '#0c141f',
      contrastBorder: '#6fc3df',
      focusBorder: '#f38518',
      'textLink-foreground': '#21a6ff',
      'button-foreground': '#ffffff',
      'button-border': '#6fc3df',
      'editorError-foreground': '#f48771',
      'editorWarning-foreground': '#ffd370',
      'charts-blue': '#3794ff',
      'charts-green': '#89d185',
      'charts-red': '#f48771',
      'charts-orange': '#d18616',
    },
  },
];
