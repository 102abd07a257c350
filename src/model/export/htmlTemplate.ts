/** Text that is HTML already. Only the functions here make it, so nothing else gets into a page unescaped. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (value: string): string => value.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char);

/** A template whose values are escaped, for text and for quoted attributes; values made by it are not escaped again. */
export const html = (strings: TemplateStringsArray, ...values: readonly (string | Html)[]): Html =>
  new Html(
    strings.reduce((text, part, index) => {
      const value = values[index - 1] ?? '';
      return `${text}${value instanceof Html ? value.toString() : escape(value)}${part}`;
    }),
  );

export const joined = (parts: readonly Html[]): Html => new Html(parts.map(String).join(''));
