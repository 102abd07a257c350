/** What is looked at again at `due` (Unix ms), when more is known. */
interface Check {
  due: number;
  run: (now: number) => void;
}

/** Checks that are to come, in a binary heap: thousands may wait, and every event asks for the first. */
export class Agenda {
  readonly #heap: Check[] = [];
  /** When the first check is due, Unix ms; infinite if there is none. */
  due = Number.POSITIVE_INFINITY;

  add(due: number, run: (now: number) => void): void {
    const heap = this.#heap;
    const check = { due, run };
    let at = heap.length;
    heap.push(check);
    for (let up = (at - 1) >> 1; at > 0; up = (at - 1) >> 1) {
      const parent = heap[up];
      if (!parent || parent.due <= due) break;
      heap[at] = parent;
      heap[up] = check;
      at = up;
    }
    this.due = heap[0]?.due ?? due;
  }

  /** Takes out the checks due at `until` or before, soonest first. */
  take(until: number): Check[] {
    const taken: Check[] = [];
    for (let [first] = this.#heap; first && first.due <= until; [first] = this.#heap) {
      taken.push(first);
      this.#dropFirst();
    }
    this.due = this.#heap[0]?.due ?? Number.POSITIVE_INFINITY;
    return taken;
  }

  #dropFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      const next = other && one && other.due < one.due ? left + 1 : left;
      const child = heap[next];
      if (!child || child.due >= last.due) break;
      heap[at] = child;
      at = next;
    }
    heap[at] = last;
  }
}
