import type { Locator } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import type { PageElement } from './pageElement.ts';
import type { Workbench } from './workbench.ts';

/** A row of the Breakpoints view. */
export interface BreakpointRow {
  label: string;
  checked: boolean;
  /** Whether it is one of the exception filters. */
  isExceptionFilter: boolean;
}

/** A frame in the Call Stack view. */
export interface StackRow {
  /** The function, or the name of a session or thread. */
  label: string;
  /** The base name of the file; empty for a session or thread. */
  file: string;
  line: number | undefined;
  /** Whether the frame is shown as not the user's own. */
  isSubtle: boolean;
}

/** The red box under the line that threw. */
export interface ExceptionText {
  title: string;
  description: string;
  stack: string;
}

/** Debugging as it is seen: the Run and Debug sidebar and the marks in the editor. */
export class DebugPage {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  async open(): Promise<void> {
    await this.#workbench.openContainer('Run and Debug');
  }

  /** Makes a launch configuration the one that F5 starts. */
  async chooseConfiguration(name: string): Promise<void> {
    await this.open();
    const { page } = this.#workbench;
    const chosen = page.locator('.start-debug-action-item .start-debug-action-item-label');
    await chosen.waitFor();
    const row = page.locator(`.action-widget .monaco-list-row[aria-label=${JSON.stringify(name)}]`);
    // The menu closes when the sidebar is laid out anew, as happens while it comes up: then open it again.
    await eventually(
      async () => {
        if ((await chosen.innerText()) === name) return name;
        if (!(await row.isVisible())) await chosen.click({ timeout: 2000 });
        await row.click({ timeout: 2000 });
        return chosen.innerText();
      },
      (label) => label === name,
      { what: `the launch configuration "${name}" is chosen` },
    );
  }

  /** Waits until a session runs. */
  async untilStarted(timeout = 30_000): Promise<void> {
    await this.#workbench.page.locator('.debug-toolbar').waitFor({ timeout });
  }

  /** Waits until the program is stopped in an editor. @returns the file and the line marked there */
  async untilStopped(timeout = 30_000): Promise<{ file: string; line: number }> {
    const place = await eventually(
      () => this.stoppedAt(),
      (at) => at !== undefined,
      { what: 'the debugger stops in an editor', timeout },
    );
    if (!place) throw new Error('The debugger did not stop.');
    return place;
  }

  /** The file and the line marked as the top stack frame in the active editor; undefined while the program runs. */
  async stoppedAt(): Promise<{ file: string; line: number } | undefined> {
    const editor = this.#workbench.page
      .locator('.editor-group-container.active .editor-instance .monaco-editor')
      .first();
    if ((await editor.count()) === 0) return undefined;
    const line = await editor.evaluate((element: PageElement) => {
      const top = (mark: PageElement | null): string | undefined =>
        mark?.closest('.view-overlays > div, .margin-view-overlays > div, .glyph-margin-widgets > div')?.style.top;
      const mark = top(element.querySelector('.view-overlays .debug-top-stack-frame-line'));
      if (mark === undefined) return undefined;
      const lines = [...element.querySelectorAll('.margin-view-overlays > div')];
      return lines
        .find((each) => each.style.top === mark)
        ?.querySelector('.line-numbers')
        ?.textContent?.trim();
    });
    if (line === undefined || line === '') return undefined;
    return { file: (await this.#workbench.activeEditor()).file, line: Number(line) };
  }

  /** The exception box in the active editor, if there is one. */
  async exception(): Promise<ExceptionText | undefined> {
    const box = this.#workbench.page.locator('.exception-widget');
    if ((await box.count()) === 0) return undefined;
    const text = async (selector: string): Promise<string> => {
      const part = box.first().locator(selector);
      return (await part.count()) > 0 ? (await part.first().innerText()).trim() : '';
    };
    return { title: await text('.title'), description: await text('.description'), stack: await text('.stack-trace') };
  }

  /** The rows of the Breakpoints view; the exception filters come first. */
  async breakpoints(): Promise<BreakpointRow[]> {
    return this.#breakpointRows().evaluateAll((rows: PageElement[]) =>
      rows.map((row) => ({
        label: row.querySelector('.name')?.textContent?.trim() ?? '',
        checked: row.getAttribute('aria-checked') === 'true',
        isExceptionFilter: row.querySelector('.breakpoint.exception') !== null,
      })),
    );
  }

  /** Ticks or unticks a row of the Breakpoints view. */
  async setBreakpoint(label: string, checked: boolean): Promise<void> {
    const row = this.#breakpointRows().filter({
      has: this.#workbench.page.locator('.name').getByText(label, { exact: true }),
    });
    const read = async (): Promise<boolean> => (await row.getAttribute('aria-checked')) === 'true';
    if ((await read()) !== checked) await row.locator('.monaco-checkbox').click();
    await eventually(read, (value) => value === checked, { what: `"${label}" is ${checked ? 'ticked' : 'unticked'}` });
  }

  /** The rows of the Call Stack view. */
  async callStack(): Promise<StackRow[]> {
    return this.#workbench.page.locator('.debug-call-stack .monaco-list-row').evaluateAll((rows: PageElement[]) =>
      rows.map((row) => {
        const text = (selector: string): string => row.querySelector(selector)?.textContent?.trim() ?? '';
        const line = /^\d+/.exec(text('.line-number'))?.[0];
        return {
          label: text('.label') || text('.name') || text('.thread') || row.textContent?.trim() || '',
          file: text('.file-name'),
          line: line === undefined ? undefined : Number(line),
          isSubtle: row.querySelector('.stack-frame.subtle, .stack-frame.label') !== null,
        };
      }),
    );
  }

  /** Continues a stopped program. */
  async continue(): Promise<void> {
    await this.#workbench.runCommand('Debug: Continue');
  }

  /** Ends the session and waits until VS Code is no longer debugging. */
  async stop(): Promise<void> {
    const toolbar = this.#workbench.page.locator('.debug-toolbar');
    if (!(await toolbar.isVisible())) return;
    await this.#workbench.runCommand('Debug: Stop');
    await toolbar.waitFor({ state: 'hidden' });
  }

  #breakpointRows(): Locator {
    return this.#workbench.page.locator('.debug-breakpoints .monaco-list-row');
  }
}
