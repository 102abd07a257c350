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

/** For the text of elements and for attributes. */
const escaped = (text: string): string =>
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
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<title>Async Scope Report</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<async-scope-report></async-scope-report>
<script nonce="${escaped(nonce)}" type="module" src="${escaped(script)}"></script>
</body>
</html>
`;
}

/** The page in place of a report that cannot be made: it says why, and runs nothing. */
export const problemHtml = (
  { style, cspSource, language }: Omit<ReportAssets, 'script' | 'nonce'>,
  message: string,
): string => `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(`default-src 'none'; style-src ${cspSource}`)}">
<title>Async Scope Report</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<main><h1>${escaped(message)}</h1></main>
</body>
</html>
`;
