import type { Locator } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import type { PageElement } from './pageElement.ts';
import type { Workbench } from './workbench.ts';

/** One row of a tree as a person reads it. */
export interface TreeRow {
  label: string;
  description: string;
  /** 1 for the rows at the top. */
  level: number;
  /** Undefined for a row without children. */
  expanded: boolean | undefined;
  /** The position in the whole tree, from 0. */
  index: number;
}

interface RenderedRow extends TreeRow {
  isLast: boolean;
}

export type RowTest = (row: TreeRow) => boolean;

/** A tree view of an extension in a container of its own, read through what it tells a screen reader. */
export class TreeView {
  readonly #workbench: Workbench;
  readonly #container: string;
  readonly #view: string;

  /**
   * @param workbench it is in
   * @param container the label of its container in the activity bar
   * @param view the title of the view; that of the container if left out
   */
  constructor(workbench: Workbench, container: string, view = container) {
    this.#workbench = workbench;
    this.#container = container;
    this.#view = view;
  }

  get #list(): Locator {
    return this.#workbench.page.locator(`.sidebar .monaco-list[role="tree"][aria-label^="${this.#view}"]`);
  }

  /** Brings the view to the front. */
  async open(): Promise<void> {
    await this.#workbench.openContainer(this.#container);
  }

  /** All rows of the tree, also those that have to be scrolled to. */
  async rows(): Promise<TreeRow[]> {
    let part = await this.#rendered();
    if (part.length === 0) return [];
    const half = ((await this.#list.boundingBox())?.height ?? 0) / 2;
    while (part[0]?.index !== 0) part = await this.#scroll(part, -half);
    const seen = new Map(part.map((row) => [row.index, row]));
    while (!part.at(-1)?.isLast) {
      part = await this.#scroll(part, half);
      for (const row of part) seen.set(row.index, row);
    }
    return [...seen.values()].sort((one, other) => one.index - other.index);
  }

  /** The message shown instead of rows, if there is one. */
  async welcome(): Promise<string> {
    const text = this.#workbench.page.locator('.sidebar .welcome-view-content');
    return (await text.count()) > 0 ? (await text.first().innerText()).trim() : '';
  }

  /**
   * Waits until the rows are as wanted.
   *
   * @throws Error listing the rows seen last
   */
  async untilRows(what: string, accept: (rows: readonly TreeRow[]) => boolean, timeout?: number): Promise<TreeRow[]> {
    return eventually(() => this.rows(), accept, { what, ...(timeout !== undefined && { timeout }) });
  }

  /** The line above the tree; empty if there is none. */
  async message(): Promise<string> {
    const pane = this.#workbench.page.locator('.sidebar .pane', {
      has: this.#workbench.page.locator(`[role="tree"][aria-label^="${this.#view}"]`),
    });
    const message = pane.locator('.message');
    return (await message.count()) > 0 ? (await message.first().innerText()).trim() : '';
  }

  /** Waits until the keys go to the tree. */
  async untilFocused(): Promise<void> {
    await eventually(
      () => this.#list.evaluate((list: PageElement) => list.matches(':focus-within')),
      (focused) => focused,
      { what: `${this.#view} has the focus` },
    );
  }

  /** Opens a row by its label, if it is not open yet. */
  async expand(label: string): Promise<void> {
    await eventually(
      async () => {
        const row = (await this.rows()).find((each) => each.label === label);
        if (row?.expanded === false) await (await this.#show(row)).locator('.monaco-tl-twistie').click();
        return row?.expanded;
      },
      (expanded) => expanded === true,
      { what: `the row "${label}" is open` },
    );
  }

  /** Clicks on a row, as a person does to run its default action. */
  async click(test: RowTest): Promise<TreeRow> {
    return this.#onRow(test, async (row) => row.click({ timeout: 2000 }), 'click');
  }

  /** Clicks an icon of a row. */
  async clickInlineAction(test: RowTest, title: string): Promise<TreeRow> {
    const act = async (row: Locator): Promise<void> => {
      await row.hover({ timeout: 2000 });
      await row.locator(`.actions .action-label[aria-label^="${title}"]`).click({ timeout: 2000 });
    };
    return this.#onRow(test, act, title);
  }

  /** Takes an entry of the context menu of a row. */
  async contextMenu(test: RowTest, entry: string): Promise<TreeRow> {
    const row = await this.#onRow(test, async (each) => each.click({ button: 'right', timeout: 2000 }), 'menu');
    await this.#workbench.chooseFromMenu(entry);
    return row;
  }

  /** A tree that is fed while the program runs moves its rows: look, check, act, and look again when it moved. */
  async #onRow(test: RowTest, act: (row: Locator) => Promise<void>, what: string): Promise<TreeRow> {
    let last: readonly TreeRow[] = [];
    const found = await eventually(
      async () => {
        last = await this.rows();
        const row = last.find(test);
        if (row) await act(await this.#show(row));
        return row;
      },
      (row) => row !== undefined,
      { what: `${what} on a row of ${this.#view}` },
    );
    if (!found) throw new Error(`No such row: ${JSON.stringify(last)}`);
    return found;
  }

  /** Scrolls to a row; the locator matches only as long as that row is where it was. */
  async #show(row: TreeRow): Promise<Locator> {
    const label = this.#workbench.page.locator('.label-name').getByText(row.label, { exact: true });
    const half = ((await this.#list.boundingBox())?.height ?? 0) / 2;
    let part = await this.#rendered();
    // The outermost rows may be half hidden.
    const isBefore = (): boolean => row.index <= (part[0]?.index ?? 0) && part[0]?.index !== 0;
    const isAfter = (): boolean => row.index >= (part.at(-1)?.index ?? 0) && part.at(-1)?.isLast === false;
    while (isBefore()) part = await this.#scroll(part, -half);
    while (isAfter()) part = await this.#scroll(part, half);
    return this.#list.locator(`.monaco-list-row[data-index="${row.index}"]`, { has: label });
  }

  /** @param from the rows before, @param pixels downward @returns the rows after */
  async #scroll(from: readonly RenderedRow[], pixels: number): Promise<RenderedRow[]> {
    const { mouse } = this.#workbench.page;
    const box = await this.#list.boundingBox();
    if (!box) throw new Error(`${this.#view} is not on screen.`);
    await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await mouse.wheel(0, pixels);
    const first = from[0]?.index;
    const last = from.at(-1)?.index;
    return eventually(
      () => this.#rendered(),
      (rows) => rows[0]?.index !== first || rows.at(-1)?.index !== last,
      { what: `${this.#view} scrolls`, timeout: 3000 },
    );
  }

  /** The rows in the document, which are those on screen. */
  async #rendered(): Promise<RenderedRow[]> {
    if (!(await this.#list.isVisible())) return [];
    return this.#list.evaluate((list: PageElement) => {
      const text = (row: PageElement, selector: string): string =>
        row.querySelector(selector)?.textContent?.trim() ?? '';
      const rows = [...list.querySelectorAll('.monaco-list-rows > .monaco-list-row')].map((row) => ({
        label: text(row, '.label-name'),
        description: text(row, '.label-description'),
        level: Number(row.getAttribute('aria-level')),
        expanded: row.hasAttribute('aria-expanded') ? row.getAttribute('aria-expanded') === 'true' : undefined,
        index: Number(row.getAttribute('data-index')),
        isLast: row.getAttribute('data-last-element') === 'true',
      }));
      return rows.sort((one, other) => one.index - other.index);
    });
  }
}
