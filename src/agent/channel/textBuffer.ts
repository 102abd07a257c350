/** Bytes there is room for without asking for more; a batch is sent before it is as long. */
const usual = 65_536;
const zero = 48;

/**
 * Text that is written in pieces. They are bytes and not strings: a string for each number, and the joining of them all,
 * would be most of what an event costs.
 */
export class TextBuffer {
  #bytes = Buffer.allocUnsafeSlow(usual);
  #size = 0;
  #kept = 0;

  /** Bytes kept. */
  get size(): number {
    return this.#kept;
  }

  /** What was written is whole. Only what was kept is taken. */
  keep(): void {
    this.#kept = this.#size;
  }

  /** Forgets what was written and not kept. */
  drop(): void {
    this.#size = this.#kept;
  }

  /** One ASCII character, by its code. */
  character(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#size] = code;
    this.#size += 1;
  }

  /** @param text short, and ASCII only */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let index = 0; index < text.length; index += 1) this.#bytes[this.#size + index] = text.charCodeAt(index);
    this.#size += text.length;
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#size += this.#bytes.write(text, this.#size);
  }

  /** As JSON has it: what is not finite is null. */
  number(value: number): void {
    if (value >= 0 && Number.isSafeInteger(value)) this.#integer(value);
    else this.ascii(Number.isFinite(value) ? String(value) : 'null');
  }

  /** What was kept; it is empty after that. */
  take(): string {
    const text = this.#bytes.toString('utf8', 0, this.#kept);
    this.clear();
    return text;
  }

  clear(): void {
    this.#size = 0;
    this.#kept = 0;
    if (this.#bytes.length > usual) this.#bytes = Buffer.allocUnsafeSlow(usual);
  }

  #integer(value: number): void {
    let digits = 1;
    for (let bound = 10; value >= bound; bound *= 10) digits += 1;
    this.#reserve(digits);
    this.#size += digits;
    let rest = value;
    for (let at = this.#size - 1; digits > 0; at -= 1, digits -= 1) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[at] = zero + (rest - tenth * 10);
      rest = tenth;
    }
  }

  #reserve(count: number): void {
    const wanted = this.#size + count;
    if (wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}
