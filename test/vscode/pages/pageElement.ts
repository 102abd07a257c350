/**
 * The little of an HTML element that is read by code that runs in the page. The browser's own types would be global,
 * and then the extension could use `window` unnoticed.
 */
export interface PageElement {
  readonly textContent: string | null;
  readonly style: { readonly top: string };
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  matches(selector: string): boolean;
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}
