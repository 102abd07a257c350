import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { build } from 'esbuild';
import { type Browser, type Page, chromium } from 'playwright-core';
import { bundles } from '../../../src/build/bundles.ts';
import { reportHtml } from '../../../src/extension/report/reportHtml.ts';
import type { ToPage } from '../../../src/model/report/messages.ts';
import { findChromium } from '../../support/chromium.ts';
import { pageThemes } from './pageThemes.ts';
import { screenshotFolder } from './workbench.ts';

const address = 'https://page.invalid';

/** What stands for the extension: it keeps what the page sends and what it wants to be kept. */
const host = `
  window.sent = [];
  let state = JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined;
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.sent.push(message),
    getState: () => state,
    setState: (next) => sessionStorage.setItem('state', JSON.stringify(state = next)),
  });
`;

async function bundled(): Promise<Map<string, string>> {
  const options = bundles.find(({ name }) => name === 'report page')?.options;
  const { outputFiles } = await build({ ...options, bundle: true, write: false, logLevel: 'error' });
  return new Map(outputFiles.map(({ path, text }) => [path.endsWith('.css') ? '/report.css' : '/report.js', text]));
}

/** The report page in a browser, under its own policy, without VS Code around it. */
export class BarePage {
  readonly page: Page;
  readonly #browser: Browser;
  /** What the browser complained of, such as a breach of the policy. */
  readonly problems: string[] = [];

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
  }

  static async open(): Promise<BarePage> {
    const files = await bundled();
    const html = reportHtml({
      script: `${address}/report.js`,
      style: `${address}/report.css`,
      cspSource: address,
      nonce: 'once',
      language: 'en',
    });
    const browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] });
    const page = await (await browser.newContext({ viewport: { width: 1200, height: 1000 } })).newPage();
    const bare = new BarePage(browser, page);
    await page.addInitScript(host);
    await page.route(`${address}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      const contentType = pathname.endsWith('.js') ? 'text/javascript' : 'text/css';
      if (pathname === '/') await route.fulfill({ contentType: 'text/html', body: html });
      else
        await route.fulfill({ contentType, body: files.get(pathname) ?? '', status: files.has(pathname) ? 200 : 404 });
    });
    await bare.reload();
    return bare;
  }

  /** Loads it as VS Code does after its window was reloaded. */
  async reload(): Promise<void> {
    await this.page.goto(`${address}/`);
    await this.page.waitForFunction('window.sent.some(({ type }) => type === "ready")');
  }

  async tell(message: ToPage): Promise<void> {
    await this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  }

  async sent(): Promise<unknown> {
    return this.page.evaluate('window.sent');
  }

  /** @param kind one of `pageThemes` */
  async useTheme(kind: string): Promise<void> {
    const colors = pageThemes.find((theme) => theme.kind === kind)?.colors ?? {};
    const variables = {
      ...Object.fromEntries(Object.entries(colors).map(([name, color]) => [`--vscode-${name}`, color])),
      '--vscode-font-family': 'sans-serif',
      '--vscode-font-size': '13px',
      '--vscode-editor-font-family': 'monospace',
    };
    await this.page.evaluate(`
      document.documentElement.removeAttribute('style');
      for (const [name, value] of Object.entries(${JSON.stringify(variables)})) {
        document.documentElement.style.setProperty(name, value);
      }
      document.body.className = '${kind}';
    `);
  }

  /** The rules of axe that are broken, and by what. */
  async accessibilityProblems(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
  }

  async screenshot(name: string): Promise<void> {
    await mkdir(screenshotFolder, { recursive: true });
    await this.page.screenshot({ path: join(screenshotFolder, `${name}.png`), fullPage: true });
  }

  /** ms from a key on the timeline until it is drawn again. */
  async timeOf(key: string): Promise<number> {
    // Its frame is asked for after the timeline asked for its own, so it comes after the drawing.
    return this.page.evaluate<number>(`(async () => {
      const start = performance.now();
      const event = new KeyboardEvent('keydown', { key: '${key}', bubbles: true });
      document.querySelector('.viewport').dispatchEvent(event);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now() - start;
    })()`);
  }

  async dispose(): Promise<void> {
    await this.#browser.close();
  }
}
