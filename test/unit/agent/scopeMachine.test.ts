import { AsyncLocalStorage } from 'node:async_hooks';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { CancelScope } from '../../../src/agent/api/index.ts';
import { Recorder } from './recorder.ts';

/** What a scope is to the reference: a node that has at most one reason, got from itself or from what is around it. */
interface Node {
  around: Node | undefined;
  shield: boolean;
  reason: string | undefined;
  state: 'open' | 'completed' | 'cancelled';
}

interface Reference {
  nodes: Node[];
}

/** A scope, and the way into its flow. */
interface Entered {
  scope: CancelScope;
  inside: ReturnType<typeof AsyncLocalStorage.snapshot>;
}

interface Real {
  entered: Entered[];
  heard: Recorder;
}

/** Cancellation goes down wherever no shield is in the way; what was got is never lost. */
function settle({ nodes }: Reference): void {
  for (const node of nodes) {
    if (node.state === 'open' && !node.shield) node.reason ??= node.around?.reason;
  }
}

const outside = AsyncLocalStorage.snapshot();

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

function compare({ nodes }: Reference, { entered, heard }: Real): void {
  const seen = entered.map(({ scope }) => [scope.isOpen, scope.cancelled, scope.signal.reason?.message]);
  expect(seen).toEqual(nodes.map(({ state, reason }) => [state === 'open', reason !== undefined, reason]));
  for (const [index, { scope }] of entered.entries()) {
    const reason = nodes[index]?.reason;
    if (reason === undefined) expect(() => scope.throwIfCancelled()).not.toThrow();
    else expect(() => scope.throwIfCancelled()).toThrow(reason);
  }
  // All are of one task, which may tidy up after itself.
  expect(heard.violations).toEqual([]);
}

type Command = fc.Command<Reference, Real>;

class Enter implements Command {
  readonly around: number;
  readonly shield: boolean;

  constructor(around: number, shield: boolean) {
    this.around = around;
    this.shield = shield;
  }

  check = (): boolean => true;

  run(reference: Reference, real: Real): void {
    // One more than there are: entered outside all of them.
    const index = this.around % (reference.nodes.length + 1);
    const around = reference.nodes[index];
    const open = around?.state === 'open' ? around : undefined;
    if (around && !open) return;
    reference.nodes.push({ around: open, shield: this.shield, reason: undefined, state: 'open' });
    settle(reference);
    const { shield } = this;
    const enter = (): Entered => ({
      scope: CancelScope.enter('scope', { shield }),
      inside: AsyncLocalStorage.snapshot(),
    });
    const into = real.entered[index]?.inside ?? outside;
    real.entered.push(into(enter));
    compare(reference, real);
  }

  toString = (): string => `enter(${this.around}, ${this.shield})`;
}

class Exit implements Command {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }

  check = ({ nodes }: Readonly<Reference>): boolean => nodes.length > 0 && pick(nodes, this.index).state === 'open';

  run(reference: Reference, real: Real): void {
    const node = pick(reference.nodes, this.index);
    node.state = node.reason === undefined ? 'completed' : 'cancelled';
    // What is left behind in it belongs to what is around it, where neither a shield nor a cancellation holds it.
    const isFree = !node.shield && node.reason === undefined;
    for (const each of reference.nodes) if (isFree && each.around === node) each.around = node.around;
    settle(reference);
    const { scope, inside } = pick(real.entered, this.index);
    inside(() => scope.exit());
    compare(reference, real);
  }

  toString = (): string => `exit(${this.index})`;
}

class Cancel implements Command {
  readonly index: number;
  readonly reason: string;

  constructor(index: number, reason: string) {
    this.index = index;
    this.reason = reason;
  }

  check = ({ nodes }: Readonly<Reference>): boolean => nodes.length > 0;

  run(reference: Reference, real: Real): void {
    const node = pick(reference.nodes, this.index);
    if (node.state === 'open') node.reason ??= this.reason;
    settle(reference);
    pick(real.entered, this.index).scope.cancel(this.reason);
    compare(reference, real);
  }

  toString = (): string => `cancel(${this.index}, ${this.reason})`;
}

class Shield implements Command {
  readonly index: number;
  readonly up: boolean;

  constructor(index: number, up: boolean) {
    this.index = index;
    this.up = up;
  }

  check = ({ nodes }: Readonly<Reference>): boolean => nodes.length > 0 && pick(nodes, this.index).state === 'open';

  run(reference: Reference, real: Real): void {
    pick(reference.nodes, this.index).shield = this.up;
    settle(reference);
    pick(real.entered, this.index).scope.shield = this.up;
    compare(reference, real);
  }

  toString = (): string => `shield(${this.index}, ${this.up})`;
}

const index = fc.nat({ max: 5 });
const commands = fc.commands(
  [
    // Twice, for trees that grow.
    fc.tuple(index, fc.boolean()).map(([around, shield]) => new Enter(around, shield)),
    fc.tuple(index, fc.constant(false)).map(([around, shield]) => new Enter(around, shield)),
    index.map((which) => new Exit(which)),
    fc.tuple(index, fc.constantFrom('one', 'two', 'three')).map(([which, reason]) => new Cancel(which, reason)),
    fc.tuple(index, fc.boolean()).map(([which, up]) => new Shield(which, up)),
  ],
  { maxCommands: 30, size: 'max' },
);

it('scopes that are entered, left, cancelled and shielded in any order are cancelled exactly as a tree of them is', () => {
  fc.assert(
    fc.property(commands, (sequence) => {
      fc.modelRun(() => ({ model: { nodes: [] }, real: { entered: [], heard: Recorder.attach() } }), sequence);
    }),
    { numRuns: 200 },
  );
});
