import { AxeBuilder } from '@axe-core/playwright';
import type { FrameLocator } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import type { Workbench } from './workbench.ts';

/** The report in its editor tab: a page inside two frames of VS Code. */
export class ReportPage {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** The document of the report, for whatever is not covered here. */
  get document(): FrameLocator {
    return this.#workbench.page
      .locator('iframe.webview.ready')
      .last()
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame();
  }

  /** Opens it with its command and waits until it shows a heading. */
  async open(): Promise<void> {
    await this.#workbench.runCommand('Async Scope: Show Report');
    await this.document.locator('h1').first().waitFor();
  }

  async heading(): Promise<string> {
    return (await this.document.locator('h1').first().innerText()).trim();
  }

  /** All that can be read in it. */
  async text(): Promise<string> {
    return this.document.locator('body').innerText();
  }

  /** @throws Error with the text seen last */
  async untilText(pattern: RegExp): Promise<string> {
    return eventually(
      () => this.text(),
      (text) => pattern.test(text),
      { what: `the report says ${pattern}` },
    );
  }

  /** @param kind as of `Workbench.untilTheme` */
  async untilTheme(kind: string): Promise<void> {
    const classes: Record<string, string> = {
      vs: 'vscode-light',
      'vs-dark': 'vscode-dark',
      'hc-black': 'vscode-high-contrast',
      'hc-light': 'vscode-high-contrast-light',
    };
    await this.document.locator(`body.${classes[kind]}`).waitFor();
  }

  /** What axe finds in it: the rule and the elements that break it. */
  async accessibilityProblems(): Promise<string[]> {
    const inReport: string[] = ['iframe.webview.ready', 'iframe#active-frame', 'body'];
    const { violations } = await new AxeBuilder({ page: this.#workbench.page }).include(inReport).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
  }
}
