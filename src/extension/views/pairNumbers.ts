const least = 1_024;

/** Numbers pairs of numbers: from 1 on, and the same for the same pair. Made for pairs by the hundred thousand. */
export class PairNumbers {
  /** Of each number the pair, and the one before it with the same hash. */
  #ones = new Int32Array(least);
  #others = new Int32Array(least);
  #before = new Int32Array(least);
  #heads = new Int32Array(least);
  #last = 0;

  /** The greatest number that was given. */
  get last(): number {
    return this.#last;
  }

  /** @param one and the other: whole numbers of 32 bits */
  of(one: number, other: number): number {
    const wanted = other | 0;
    let hash = this.#hash(one, wanted);
    for (let number = this.#heads[hash] ?? 0; number !== 0; number = this.#before[number] ?? 0) {
      if (this.#ones[number] === one && this.#others[number] === wanted) return number;
    }
    if (this.#last + 1 >= this.#ones.length) {
      this.#grow();
      hash = this.#hash(one, wanted);
    }
    this.#last += 1;
    this.#ones[this.#last] = one;
    this.#others[this.#last] = wanted;
    this.#chain(this.#last, hash);
    return this.#last;
  }

  #hash(one: number, other: number): number {
    const mixed = Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.#heads.length - 1);
  }

  #chain(number: number, hash: number): void {
    this.#before[number] = this.#heads[hash] ?? 0;
    this.#heads[hash] = number;
  }

  #grow(): void {
    const room = this.#ones.length * 2;
    const [ones, others] = [this.#ones, this.#others];
    this.#ones = new Int32Array(room);
    this.#others = new Int32Array(room);
    this.#ones.set(ones);
    this.#others.set(others);
    this.#before = new Int32Array(room);
    this.#heads = new Int32Array(room);
    for (let number = 1; number <= this.#last; number += 1) {
      this.#chain(number, this.#hash(this.#ones[number] ?? 0, this.#others[number] ?? 0));
    }
  }
}
