/** Bytes there is room for without asking for more; a batch is sent before it is as long. */
const usual = 65_536;
const zero = 48;
const million = 1_000_000;
/** Of `Number.MAX_SAFE_INTEGER`. */
const longestInteger = 16;

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
    if (value >= 0 && Number.isSafeInteger(value)) {
      this.#reserve(longestInteger);
      if (value < 10) this.#bytes[this.#size++] = zero + value;
      else this.#integer(value);
    } else this.ascii(Number.isFinite(value) ? String(value) : 'null');
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

  /** There is room for it. */
  #integer(value: number): void {
    if (value >= million) {
      // In parts that fit into a machine word: reckoning with what does not takes three times as long.
      const high = Math.floor(value / million);
      this.#integer(high);
      this.#digits(value - high * million, 6);
      return;
    }
    let digits = 1;
    for (let bound = 10; value >= bound; bound *= 10) digits += 1;
    this.#digits(value, digits);
  }

  #digits(value: number, count: number): void {
    const bytes = this.#bytes;
    const start = this.#size;
    let rest = value | 0;
    for (let at = start + count - 1; at >= start; at -= 1) {
      const tenth = (rest / 10) | 0;
      bytes[at] = zero + rest - tenth * 10;
      rest = tenth;
    }
    this.#size = start + count;
  }

  #reserve(count: number): void {
    const wanted = this.#size + count;
    if (wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}
