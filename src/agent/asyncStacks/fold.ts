import type { AwaitPlace, Combinator, WaitNode } from './waitTree.ts';

/** An asynchronous function that awaits. */
export interface FoldedFrame {
  readonly place: AwaitPlace;
  /** What it awaits the frame before it through, where it does not do so directly. */
  readonly through: Combinator | undefined;
}

/** Equal stacks of one task. */
export interface FoldedStack {
  /** Innermost first: each is awaited by the next. */
  readonly frames: readonly FoldedFrame[];
  /** 0: not known. */
  readonly task: number;
  count: number;
}

export interface Folded {
  /** The most frequent first. */
  readonly stacks: readonly FoldedStack[];
  /** Asynchronous functions of the program that are suspended, those that are awaited by others included. */
  readonly suspended: number;
}

/**
 * Makes of the tree what a person wants to see: each stack that begins where something other than a suspended function
 * is awaited, without frames of our own and of Node.
 *
 * Known is how many promises are awaited at a place. As a rule that is one for each suspended call, but `Promise.race`
 * and each `.then` on the way bring promises of their own. So what is awaited at a place counts at most as often as the
 * promises of its function are awaited; nothing of that kind is known of a function that nobody awaits.
 */
export function fold(root: WaitNode): Folded {
  const folding = new Folding();
  for (const node of root.inner.values()) folding.visit(node);
  const stacks = [...folding.stacks.values()].sort((a, b) => b.count - a.count || a.task - b.task);
  return { stacks, suspended: folding.suspended };
}

class Folding {
  readonly stacks = new Map<string, FoldedStack>();
  suspended = 0;
  readonly #numbers = new Map<AwaitPlace, number>();

  /** @returns how many calls are suspended there */
  visit(node: WaitNode): number {
    const { place, parent } = node;
    const most = parent?.awaited ?? 0;
    const calls = most > 0 ? Math.min(most, node.awaited) : node.awaited;
    let explained = 0;
    /** Elements that combinators here still wait for, and those of them that are no suspended functions. */
    let elements = 0;
    let others = 0;
    let through: Combinator | undefined;
    for (const inner of node.inner.values()) {
      if (inner.combinator === undefined) explained += this.visit(inner);
      else {
        const unexplained = this.#combined(inner);
        elements += inner.awaited;
        others += unexplained;
        if (unexplained > 0) through ??= inner.combinator;
      }
    }
    if (place === undefined || calls === 0) return calls;
    if (!place.hidden) this.suspended += calls;
    const rest = Math.max(0, calls - explained);
    // A combinator awaits one element at least.
    const waiting = Math.min(rest, others + Math.max(0, rest - elements));
    if (waiting > 0) this.#add(node, waiting, through);
    return calls;
  }

  /** @returns how many elements of a combinator are neither suspended functions nor other combinators */
  #combined(node: WaitNode): number {
    let explained = 0;
    let nested: number | undefined;
    for (const inner of node.inner.values()) {
      if (inner.combinator === undefined) explained += this.visit(inner);
      else nested = (nested ?? 0) + this.#combined(inner);
    }
    return nested ?? Math.max(0, node.awaited - explained);
  }

  #add(node: WaitNode, count: number, through: Combinator | undefined): void {
    const frames = visibleFrames(node, through);
    if (frames.length === 0) return;
    const key = frames.map(({ place, through: how = '' }) => `${this.#numberOf(place)}${how}`).join();
    for (const [task, share] of shares(node, count)) {
      const stack = this.stacks.get(`${task}:${key}`);
      if (stack) stack.count += share;
      else this.stacks.set(`${task}:${key}`, { frames, task, count: share });
    }
  }

  #numberOf(place: AwaitPlace): number {
    let number = this.#numbers.get(place);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(place, number);
    }
    return number;
  }
}

function visibleFrames(node: WaitNode, innermost: Combinator | undefined): FoldedFrame[] {
  const frames: FoldedFrame[] = [];
  let through = innermost;
  for (let at: WaitNode | undefined = node; at !== undefined; at = at.parent) {
    if (at.combinator !== undefined) through = at.combinator;
    else if (at.place && !at.place.hidden) {
      frames.push({ place: at.place, through });
      through = undefined;
    }
  }
  return frames;
}

/** How many of `count` belong to each task. Those of functions further in are as many of the same task. */
function shares(node: WaitNode, count: number): [task: number, share: number][] {
  const left = new Map(node.tasks);
  for (const { place, tasks } of node.inner.values()) {
    if (place === undefined) continue;
    for (const [task, share] of tasks) left.set(task, (left.get(task) ?? 0) - share);
  }
  const result: [number, number][] = [];
  let rest = count;
  const candidates = [...left].sort(([, a], [, b]) => b - a);
  for (const [task, most] of candidates) {
    const share = Math.min(rest, most);
    if (share <= 0) break;
    result.push([task, share]);
    rest -= share;
  }
  if (rest > 0) result.push([candidates.length === 1 ? (candidates[0]?.[0] ?? 0) : 0, rest]);
  return merged(result);
}

function merged(entries: readonly [number, number][]): [number, number][] {
  const sums = new Map<number, number>();
  for (const [task, share] of entries) sums.set(task, (sums.get(task) ?? 0) + share);
  return [...sums];
}
