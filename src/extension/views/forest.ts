import { isAlive } from '../../model/selectors.ts';
import type { Program, Scope, Task } from '../../model/state.ts';

/** What is alive: a task or a scope. Both have numbers out of one row, in the order in which they began. */
export type Alive = Task | Scope;

export const isScope = (row: Alive): row is Scope => 'enteredAt' in row;

/** Which rows are to be shown: others are left out unless something below them is. */
export type Wanted = (row: Alive) => boolean;

const none = -1;

/**
 * Scopes with the tasks in them, those with the scopes they entered, and so on. Made in one pass over all rows, without
 * anything made per row: there may be hundreds of thousands, four times a second.
 */
export class AliveForest {
  /** By number. */
  readonly #rows: readonly Alive[];
  readonly #parents: Int32Array;
  /** Of each row its first child and its next sibling. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #roots: Alive[] = [];
  /** What had rows below it that have ended; those are remembered for a while. */
  readonly #formerParents = new Set<number>();
  readonly size: number;
  #lastFound = 0;

  /** @param wanted everything if left out */
  constructor(program: Program, wanted?: Wanted) {
    const scopes: Alive[] = [];
    for (const scope of program.scopes.values()) {
      if (scope.exitedAt === undefined) scopes.push(scope);
      else this.#formerParents.add(scope.parent).add(scope.task);
    }
    const tasks: Alive[] = [];
    for (const task of program.tasks.values()) {
      if (isAlive(task)) tasks.push(task);
      else this.#formerParents.add(task.scope).add(task.parent);
    }
    this.#rows = joined(tasks, scopes);
    const { length } = this.#rows;
    this.#parents = new Int32Array(length);
    this.#first = new Int32Array(length).fill(none);
    this.#next = new Int32Array(length).fill(none);
    for (let index = 0; index < length; index += 1) this.#parents[index] = this.#findParent(index);
    const kept = wanted && this.#withParents(wanted);
    this.size = this.#link(kept);
  }

  get roots(): readonly Alive[] {
    return this.#roots;
  }

  /** The rows right below one. */
  childrenOf({ id }: Alive): Alive[] {
    const children: Alive[] = [];
    const index = this.#indexOf(id);
    if (index === none) return children;
    for (let child = this.#at(this.#first, index); child !== none; child = this.#at(this.#next, child)) {
      const row = this.#rows[child];
      if (row) children.push(row);
    }
    return children;
  }

  /** The place of a row in the forest, by which `firstBelow` and `nextBeside` go without looking for it. */
  placeOf({ id }: Alive): number {
    return this.#indexOf(id);
  }

  rowAt(place: number): Alive | undefined {
    return this.#rows[place];
  }

  /** The place of the first row below; negative if there is none. */
  firstBelow(place: number): number {
    return this.#at(this.#first, place);
  }

  /** The place of the next row with the same parent; negative if there is none. */
  nextBeside(place: number): number {
    return this.#at(this.#next, place);
  }

  hasChildren({ id }: Alive): boolean {
    const index = this.#indexOf(id);
    return index !== none && this.#at(this.#first, index) !== none;
  }

  hadChildren({ id }: Alive): boolean {
    return this.#formerParents.has(id);
  }

  /** What a row is shown under; undefined for a root. */
  parentOf({ id }: Alive): Alive | undefined {
    const index = this.#indexOf(id);
    return index === none ? undefined : this.#rows[this.#at(this.#parents, index)];
  }

  /** A row with this number that is alive. */
  find(id: number): Alive | undefined {
    return this.#rows[this.#indexOf(id)];
  }

  /** From the last to the first, so that the first child comes to be the first. @returns how many there are */
  #link(kept: Uint8Array | undefined): number {
    let size = 0;
    for (let index = this.#rows.length - 1; index >= 0; index -= 1) {
      const row = this.#rows[index];
      if (!row || (kept && kept[index] === 0)) continue;
      size += 1;
      const parent = this.#at(this.#parents, index);
      if (parent === none) {
        this.#roots.push(row);
        continue;
      }
      this.#next[index] = this.#at(this.#first, parent);
      this.#first[parent] = index;
    }
    this.#roots.reverse();
    return size;
  }

  #withParents(wanted: Wanted): Uint8Array {
    const kept = new Uint8Array(this.#rows.length);
    for (const [index, row] of this.#rows.entries()) {
      if (kept[index] === 1 || !wanted(row)) continue;
      for (let each = index; each !== none && kept[each] === 0; each = this.#at(this.#parents, each)) kept[each] = 1;
    }
    return kept;
  }

  #findParent(index: number): number {
    const row = this.#rows[index];
    if (!row) return none;
    if (!isScope(row)) {
      const scope = this.#earlier(row.scope, index, true);
      return scope === none ? this.#earlier(row.parent, index, false) : scope;
    }
    // A scope is in the scope around it if the same task entered both, and else in the task that entered it.
    const around = this.#earlier(row.parent, index, true);
    const owner = this.#earlier(row.task, index, false);
    return around !== none && (owner === none || isOf(this.#rows[around], row.task)) ? around : owner;
  }

  /** A parent began before its child, so its number is lower: what claims otherwise would send us round in circles. */
  #earlier(id: number, child: number, asScope: boolean): number {
    if (id === 0) return none;
    const index = this.#indexOf(id, child);
    const row = this.#rows[index];
    return row && isScope(row) === asScope ? index : none;
  }

  /** The place of a number among the first rows. */
  #indexOf(id: number, end = this.#rows.length): number {
    // What begins something has often begun right before it, and rows are often asked for in their order.
    if (this.#rows[end - 1]?.id === id) return end - 1;
    for (let near = this.#lastFound; near < this.#lastFound + 4 && near < end; near += 1) {
      if (this.#rows[near]?.id === id) return (this.#lastFound = near);
    }
    let low = 0;
    let high = end - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#rows[middle]?.id ?? 0;
      if (found === id) return (this.#lastFound = middle);
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return none;
  }

  #at(indices: Int32Array, index: number): number {
    return indices[index] ?? none;
  }
}

const isOf = (row: Alive | undefined, task: number): boolean => row !== undefined && isScope(row) && row.task === task;

/** Tasks and scopes as one sequence in the order of their numbers, which each of them nearly always is in itself. */
function joined(tasks: readonly Alive[], scopes: readonly Alive[]): Alive[] {
  const all: Alive[] = [];
  let next = 0;
  let last = 0;
  let isSorted = true;
  const add = (row: Alive): void => {
    if (row.id < last) isSorted = false;
    last = row.id;
    all.push(row);
  };
  for (const task of tasks) {
    for (let scope = scopes[next]; scope && scope.id < task.id; scope = scopes[next]) {
      add(scope);
      next += 1;
    }
    add(task);
  }
  for (let scope = scopes[next]; scope; scope = scopes[next]) {
    add(scope);
    next += 1;
  }
  return isSorted ? all : all.sort((one, other) => one.id - other.id);
}
