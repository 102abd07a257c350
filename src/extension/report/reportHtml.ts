/** Addresses as the page may load them. */
export interface ReportAssets {
  script: string;
  style: string;
  /** What the webview's own files come from. */
  cspSource: string;
  /** Unguessable, new for each page. */
  nonce: string;
  /** As HTML has it. */
  language: string;
}

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** The frame of the report page. It holds no data: reports come as messages. */
export function reportHtml({ script, style, cspSource, nonce, language }: ReportAssets): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<title>Async Scope Report</title>
<link rel="stylesheet" href="${attribute(style)}">
</head>
<body>
<async-scope-report></async-scope-report>
<script nonce="${attribute(nonce)}" type="module" src="${attribute(script)}"></script>
</body>
</html>
`;
}
