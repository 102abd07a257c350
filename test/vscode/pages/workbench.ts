import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { findChromium } from '../../support/chromium.ts';
import { eventually } from '../../support/eventually.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where screenshots are kept; ignored by git. */
export const screenshotFolder = join(import.meta.dirname, '..', '..', '..', '.artifacts', 'screenshots');

export interface WorkbenchOptions {
  /** The address that `startVscode` gave. */
  url: string;
  /** The size of the window in pixels. */
  size?: { width: number; height: number };
  /** Milliseconds any single action may take; 15 seconds if left out. */
  timeout?: number;
}

/** The window of VS Code in a browser: the palette, quick picks, notifications, the active editor. */
export class Workbench {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #errors: string[] = [];

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
    page.on('pageerror', (error) => this.#errors.push(String(error.stack ?? error)));
  }

  /**
   * Opens VS Code in a headless Chromium.
   *
   * @throws Error when there is no Chromium or the workbench does not come up
   */
  static async open({
    url,
    size = { width: 1440, height: 1080 },
    timeout = 15_000,
  }: WorkbenchOptions): Promise<Workbench> {
    const browser = await chromium.launch({ executablePath: await findChromium(), args: flags });
    try {
      const page = await (await browser.newContext({ viewport: size })).newPage();
      page.setDefaultTimeout(timeout);
      const workbench = new Workbench(browser, page);
      await page.goto(url, { timeout: 60_000 });
      await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
      return workbench;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Errors thrown in the page so far. */
  get pageErrors(): readonly string[] {
    return this.#errors;
  }

  async dispose(): Promise<void> {
    await this.#browser.close();
  }

  /** @returns the path of the picture */
  async screenshot(name: string): Promise<string> {
    await mkdir(screenshotFolder, { recursive: true });
    const path = join(screenshotFolder, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /**
   * Runs a command through the palette.
   *
   * @param label with its category, as the palette shows it: `Async Scope: Show Report`
   * @throws Error when the palette does not offer it
   */
  async runCommand(label: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.#input().fill(`>${label}`);
    await this.#pick(label);
  }

  /**
   * Runs a command that asks one question, and answers it. A key that comes while the focus is on its way between two
   * frames is lost, and a busy window closes a list that has just opened, so it tries again as a person would.
   *
   * @param command with its category, as the palette shows it
   * @param answer the label of the item to take, or its beginning
   */
  async runAndAnswer(command: string, answer: string): Promise<void> {
    const wanted = this.#quickInput().locator(`.monaco-list-row[aria-label^=${JSON.stringify(answer)}]`);
    await eventually(
      async () => {
        await this.page.keyboard.press('Escape');
        await this.runCommand(command);
        // The palette still has the command in it; the question comes with an empty box.
        const asked = { what: 'the question', timeout: 5_000 };
        await eventually(
          () => this.#input().inputValue({ timeout: 1_000 }),
          (value) => value === '',
          asked,
        );
        await this.#input().fill(answer);
        await wanted.first().waitFor({ timeout: 5_000 });
        await this.#pick(answer);
      },
      () => true,
      { what: `"${command}" asks, and takes "${answer}"`, timeout: 40_000 },
    );
  }

  /**
   * Runs a command that asks for a text, and gives it one.
   *
   * @param command with its category, as the palette shows it
   */
  async runAndEnter(command: string, text: string): Promise<void> {
    await this.runCommand(command);
    await eventually(
      () => this.#input().inputValue({ timeout: 1_000 }),
      (value) => value === '',
      { what: `"${command}" asks` },
    );
    await this.enterText(text);
  }

  /** Runs a command through the palette, without the mouse. */
  async runByKeyboard(label: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.#input().fill(`>${label}`);
    await this.#rows().first().waitFor();
    await eventually(
      () => this.#rows().first().getAttribute('aria-label'),
      (first) => first?.startsWith(label) === true,
      { what: `the palette offers "${label}" first` },
    );
    await this.page.keyboard.press('Enter');
    await this.#quickInput().waitFor({ state: 'hidden' });
  }

  /** What the context menu that is open offers. */
  async menuEntries(): Promise<string[]> {
    await this.page.locator('.monaco-menu').waitFor();
    return this.page.locator('.monaco-menu .action-menu-item .action-label:not(.separator)').allInnerTexts();
  }

  /** What the quick pick that is open offers. */
  async quickPickLabels(): Promise<string[]> {
    await this.#rows().first().waitFor();
    return this.#rows().locator('.quick-input-list-row:first-child .label-name').allInnerTexts();
  }

  /** Types a text into the input box that is open or about to open, and accepts it. */
  async enterText(text: string): Promise<void> {
    await this.#input().fill(text);
    await this.page.keyboard.press('Enter');
    await this.#quickInput().waitFor({ state: 'hidden' });
  }

  /**
   * Answers the save dialog that is open or about to open.
   *
   * @param path absolute
   */
  async saveAs(path: string): Promise<void> {
    const input = this.#input();
    // The dialog fills in its own proposal when it has listed the folder; only what is typed after that stays.
    await eventually(
      () => input.inputValue(),
      (value) => /^\/.*\.\w+$/.test(value),
      { what: 'the save dialog proposes a file' },
    );
    await input.fill(path);
    await this.#quickInput().locator('.monaco-button', { hasText: 'OK' }).click();
    await this.#quickInput().waitFor({ state: 'hidden' });
  }

  /** Starts debugging, or continues when the program is stopped. */
  async pressF5(): Promise<void> {
    await this.page.keyboard.press('F5');
  }

  /** Opens a view container by its label in the activity bar. */
  async openContainer(label: string): Promise<void> {
    const item = this.page.locator('.activitybar .action-item', {
      has: this.page.locator(`.action-label[aria-label^="${label}"]`),
    });
    await item.waitFor({ timeout: 30_000 });
    const isOpen = await item.evaluate((element) => element.classList.contains('checked'));
    // A click on the open one would close the sidebar.
    if (!isOpen) await item.click();
    await this.page.locator('.sidebar .composite.title', { hasText: new RegExp(label, 'i') }).waitFor();
  }

  /** Takes an entry of the context menu that is open. */
  async chooseFromMenu(entry: string): Promise<void> {
    const menu = this.page.locator('.monaco-menu');
    const item = menu.locator('.action-menu-item', {
      has: this.page.locator(`[aria-label^=${JSON.stringify(entry)}]`),
    });
    await item.waitFor();
    await eventually(
      async () => {
        // A menu ignores clicks for a moment after it has opened, lest the click that opened it choose something.
        if (await item.isVisible()) await item.click({ timeout: 1000 });
        return menu.isVisible();
      },
      (visible) => !visible,
      { what: `the menu closes after "${entry}" was chosen` },
    );
  }

  /**
   * @param name as the theme picker shows it, `Light Modern`
   * @param kind the class VS Code gives its window then: `vs`, `vs-dark`, `hc-black` or `hc-light`
   */
  async setTheme(name: string, kind: string): Promise<void> {
    await this.runAndAnswer('Preferences: Color Theme', name);
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** The name of the file in the active editor and the line its cursor is in. */
  async activeEditor(): Promise<{ file: string; line: number | undefined }> {
    const tab = this.page.locator('.editor-group-container.active .tab.active');
    const file = (await tab.getAttribute('data-resource-name')) ?? '';
    const position = this.page.locator('[id="status.editor.selection"]');
    const text = (await position.count()) > 0 ? await position.innerText() : '';
    const line = /Ln (\d+)/.exec(text)?.[1];
    return { file, line: line === undefined ? undefined : Number(line) };
  }

  /** The texts of the notifications on screen. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  #quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  #input(): Locator {
    return this.#quickInput().locator('.quick-input-box input');
  }

  #rows(): Locator {
    return this.#quickInput().locator('.quick-input-list .monaco-list-row');
  }

  async #pick(label: string): Promise<void> {
    const wanted = JSON.stringify(label);
    const exact = this.#quickInput().locator(`.monaco-list-row[aria-label=${wanted}]`);
    const longer = this.#quickInput().locator(`.monaco-list-row[aria-label^=${wanted}]`);
    await exact.or(longer).first().waitFor();
    await ((await exact.count()) > 0 ? exact : longer).first().click();
  }
}
