import { Html } from './htmlTemplate.ts';

/** Colours have a contrast of at least 4.5 : 1 on their ground, in light and in dark. */
export const styles = new Html(`
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f6f7f9; --line: #d5d9e0; --text: #1b1f27; --quiet: #545d6b;
  --error: #b3261e; --warning: #875400; --good: #1a6e35; --accent: #2a56b8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15181e; --raised: #1d2129; --line: #363d49; --text: #e6e9ef; --quiet: #a2abb9;
    --error: #ff8f85; --warning: #f0b45b; --good: #6fd08c; --accent: #8fb2ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.5rem 4rem; background: var(--ground); color: var(--text);
  font: 15px/1.55 system-ui, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.55rem; line-height: 1.3; margin: .2rem 0 .4rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .8rem; }
h3 { font-size: 1rem; margin: 0; }
h4 { font-size: .85rem; margin: .8rem 0 .2rem; color: var(--quiet); }
p { margin: .4rem 0; }
code { font: .87em ui-monospace, "SF Mono", Consolas, monospace; }
ol, ul { margin: .2rem 0; padding-left: 1.4rem; }
.quiet { color: var(--quiet); font-size: .87rem; }
.fn { color: var(--quiet); }
.lost { color: var(--warning); }
.finding { background: var(--raised); border: 1px solid var(--line); border-left: 4px solid var(--warning);
  border-radius: 6px; padding: 1rem 1.2rem; margin: 0 0 1rem; break-inside: avoid; }
.finding.error { border-left-color: var(--error); }
.badge { font-size: .78rem; font-weight: 600; color: var(--warning); border: 1px solid currentColor; border-radius: 99px;
  padding: .05rem .55rem; margin-left: .4rem; white-space: nowrap; }
.error .badge { color: var(--error); }
.parties { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 0 1.5rem; }
.indicators { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .8rem; margin: 0; }
.indicators div { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; }
dt { color: var(--quiet); font-size: .87rem; }
dd { margin: .1rem 0 0; font-size: 1.3rem; font-weight: 600; }
.none dd { font-size: .95rem; font-weight: 400; color: var(--quiet); }
.bad dd { color: var(--error); }
.good dd { color: var(--good); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; padding: .5rem .8rem; color: var(--quiet); }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem; border-top: 1px solid var(--line); font-weight: 400; }
thead th { font-weight: 600; background: var(--raised); }
tbody th { font-weight: 600; }
@media print { body { max-width: none; padding: 0; } .scroll { overflow: visible; } }
`);
