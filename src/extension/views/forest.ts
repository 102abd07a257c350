import { isAlive } from '../../model/selectors.ts';
import type { Program, Scope, Task } from '../../model/state.ts';
import { Branches, grown, none } from './branches.ts';

/** What is alive: a task or a scope. Both have numbers out of one row, in the order in which they began. */
export type Alive = Task | Scope;

export const isScope = (row: Alive): row is Scope => 'enteredAt' in row;
const isShown = (row: Alive): boolean => (isScope(row) ? row.exitedAt === undefined : isAlive(row));

/** Rows that were passed to put others in their order; from so many on, all is made anew. */
const mostSteps = 100_000;
/** Places of rows that have ended; from so many on, and from half of all on, all is made anew. */
const mostGaps = 1_000;

/**
 * Scopes with the tasks in them, those with the scopes they entered, and so on. It is kept from one look to the next, and
 * brought up to date by what changed in between: there may be hundreds of thousands of rows, and four looks a second.
 */
export class AliveForest {
  readonly #program: Program;
  /** By place; places are in the order of numbers. Nothing at places of rows that have ended. */
  #rows: (Alive | undefined)[] = [undefined];
  #ids = new Float64Array(1);
  #branches = new Branches(0);
  /** Whether a row had rows below it that have ended. */
  #former = new Uint8Array(1);
  #gaps = 0;
  #end = 0;
  #lastFound = 1;

  constructor(program: Program) {
    this.#program = program;
    this.#rebuild();
  }

  get branches(): Branches {
    return this.#branches;
  }

  /** Places are below this. */
  get places(): number {
    return this.#rows.length;
  }

  /** How many rows there are. */
  get size(): number {
    return this.#rows.length - 1 - this.#gaps;
  }

  /** @returns the places of rows that changed, or below which something changed; undefined if all places are others */
  update(): readonly number[] | undefined {
    const { changes } = this.#program;
    const changed = changes.since(this.#end);
    const touched = changed && this.#gaps <= Math.max(mostGaps, this.size) ? this.#follow(changed) : undefined;
    if (!touched) this.#rebuild();
    this.#end = changes.end;
    return touched;
  }

  /** The place of a row; 0 if it is not here. */
  placeOf(id: number): number {
    return this.#find(id, this.#rows.length);
  }

  rowAt(place: number): Alive | undefined {
    return this.#rows[place];
  }

  hadChildren(place: number): boolean {
    return this.#former[place] === 1;
  }

  #follow(changed: readonly number[]): number[] | undefined {
    const touched: number[] = [];
    let steps = 0;
    for (const id of changed) {
      const task = this.#program.tasks.get(id);
      const scope = this.#program.scopes.get(id);
      // Numbers are not given twice, but by a recording that was tampered with they may be.
      if (task && scope) return undefined;
      const row = task ?? scope;
      const place = this.placeOf(id);
      const before = this.#rows[place];
      if (row && isShown(row)) {
        if (!before) {
          // Places are in order, so what comes late cannot have one.
          if (id <= (this.#ids[this.#rows.length - 1] ?? 0)) return undefined;
          touched.push(this.#append(row));
        } else if (before !== row || this.#parentFor(place) !== this.#branches.parent(place)) return undefined;
        else touched.push(place);
      } else if (before) steps += this.#remove(place, before, touched);
      else if (row) this.#noteEnded(row);
      if (steps > mostSteps) return undefined;
    }
    return touched;
  }

  #append(row: Alive): number {
    const place = this.#rows.length;
    this.#ids = grown(this.#ids, place);
    this.#former = grown(this.#former, place);
    this.#rows.push(row);
    this.#ids[place] = row.id;
    this.#branches.attach(place, this.#parentFor(place));
    return place;
  }

  /** What was below the row goes to whatever else it belongs to. @returns how many rows were passed on the way */
  #remove(place: number, row: Alive, touched: number[]): number {
    this.#noteEnded(row);
    touched.push(place, this.#branches.parent(place));
    this.#branches.detach(place);
    this.#rows[place] = undefined;
    this.#gaps += 1;
    let steps = 0;
    for (let child = this.#branches.first(place); child !== none; child = this.#branches.first(place)) {
      const parent = this.#parentFor(child);
      this.#branches.detach(child);
      steps += 1 + this.#branches.attach(child, parent);
      touched.push(child);
    }
    return steps;
  }

  #noteEnded(row: Alive): void {
    for (const id of isScope(row) ? [row.parent, row.task] : [row.scope, row.parent]) {
      if (id !== 0) this.#former[this.placeOf(id)] = 1;
    }
  }

  #rebuild(): void {
    const program = this.#program;
    const ended: Alive[] = [];
    const scopes: Alive[] = [];
    for (const scope of program.scopes.values()) (isShown(scope) ? scopes : ended).push(scope);
    const tasks: Alive[] = [];
    for (const task of program.tasks.values()) (isShown(task) ? tasks : ended).push(task);
    this.#rows = joined(tasks, scopes);
    const { length } = this.#rows;
    this.#ids = new Float64Array(length);
    for (let place = 1; place < length; place += 1) this.#ids[place] = this.#rows[place]?.id ?? 0;
    this.#branches = new Branches(length);
    for (let place = 1; place < length; place += 1) this.#branches.attach(place, this.#parentFor(place));
    this.#former = new Uint8Array(length);
    for (const row of ended) this.#noteEnded(row);
    this.#gaps = 0;
    this.#end = program.changes.end;
  }

  #parentFor(place: number): number {
    const row = this.#rows[place];
    if (!row) return none;
    if (!isScope(row)) {
      const scope = this.#earlier(row.scope, place, true);
      return scope === none ? this.#earlier(row.parent, place, false) : scope;
    }
    // A scope is in the scope around it if the same task entered both, and else in the task that entered it.
    const around = this.#earlier(row.parent, place, true);
    const owner = this.#earlier(row.task, place, false);
    return around !== none && (owner === none || isOf(this.#rows[around], row.task)) ? around : owner;
  }

  /** A parent began before its child, so its number is lower: what claims otherwise would send us round in circles. */
  #earlier(id: number, child: number, asScope: boolean): number {
    if (id === 0) return none;
    const place = this.#find(id, child);
    const row = this.#rows[place];
    return row && isScope(row) === asScope ? place : none;
  }

  /** The place of a number among the places below `end`. */
  #find(id: number, end: number): number {
    // What begins something has often begun right before it, and rows are often asked for in their order.
    if (end > 1 && this.#ids[end - 1] === id) return end - 1;
    for (let near = this.#lastFound; near < this.#lastFound + 4 && near < end; near += 1) {
      if (this.#ids[near] === id) return (this.#lastFound = near);
    }
    let low = 1;
    let high = end - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#ids[middle] ?? 0;
      if (found === id) return (this.#lastFound = middle);
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return none;
  }
}

const isOf = (row: Alive | undefined, task: number): boolean => row !== undefined && isScope(row) && row.task === task;

/** Tasks and scopes by place: in the order of their numbers, which each of them nearly always is in itself. */
function joined(tasks: readonly Alive[], scopes: readonly Alive[]): (Alive | undefined)[] {
  const all: (Alive | undefined)[] = [undefined];
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
  return isSorted
    ? all
    : [undefined, ...all.filter((row) => row !== undefined).sort((one, other) => one.id - other.id)];
}
