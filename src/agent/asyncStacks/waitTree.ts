import { scriptUrl } from '../platform.ts';

/** How an asynchronous function awaits several promises at once. */
export type Combinator = 'Promise.all' | 'Promise.any' | 'Promise.allSettled';

/** By the names of the functions. */
const combinators: ReadonlyMap<string, Combinator> = new Map([
  ['all', 'Promise.all'],
  ['any', 'Promise.any'],
  ['allSettled', 'Promise.allSettled'],
]);

/** Where an asynchronous function is suspended, in the generated code. */
export interface AwaitPlace {
  /** What V8 calls the script. */
  script: string;
  position: number;
  url: string;
  line: number;
  column: number;
  fn: string;
  /** It is ours or Node's own. */
  hidden: boolean;
}

/** One function, or combinator, that awaits, within those that await it; below the root are those that nobody awaits. */
export interface WaitNode {
  readonly parent: WaitNode | undefined;
  /** Undefined for combinators. */
  readonly place: AwaitPlace | undefined;
  readonly combinator: Combinator | undefined;
  /** Promises that are awaited there. */
  awaited: number;
  /** Of these, how many belong to each task; 0 where the task is not known. */
  readonly tasks: Map<number, number>;
  readonly inner: Map<AwaitPlace | Combinator, WaitNode>;
}

const newNode = (parent: WaitNode | undefined, what: AwaitPlace | Combinator | undefined): WaitNode => ({
  parent,
  place: typeof what === 'object' ? what : undefined,
  combinator: typeof what === 'string' ? what : undefined,
  awaited: 0,
  tasks: new Map(),
  inner: new Map(),
});

/** Every stack that was found, with what they have in common held once, the outermost function first. */
export class WaitTree {
  readonly root = newNode(undefined, undefined);
  readonly #own: ReadonlySet<string>;
  /** By script and position: neither needs V8 to look up lines. */
  readonly #places = new Map<string, Map<number, AwaitPlace>>();

  /** @param own the scripts of the agent and of the copies of the library */
  constructor(own: ReadonlySet<string>) {
    this.#own = own;
  }

  /**
   * One promise that is awaited.
   * @param sites innermost first
   * @param from where the asynchronous ones begin
   * @param task that waits; 0: not known
   */
  add(sites: readonly NodeJS.CallSite[], from: number, task: number): void {
    let node = this.root;
    for (let index = sites.length - 1; index >= from; index -= 1) {
      const what = this.#what(sites[index] as NodeJS.CallSite);
      if (what === undefined) continue;
      let inner = node.inner.get(what);
      if (inner === undefined) {
        inner = newNode(node, what);
        node.inner.set(what, inner);
      }
      node = inner;
    }
    if (node === this.root) return;
    node.awaited += 1;
    node.tasks.set(task, (node.tasks.get(task) ?? 0) + 1);
  }

  #what(site: NodeJS.CallSite): AwaitPlace | Combinator | undefined {
    const script = site.getScriptNameOrSourceURL();
    // Of a function that V8 is made of, only those that combine promises are asynchronous.
    if (typeof script !== 'string') return combinators.get(site.getFunctionName() ?? '');
    const position = site.getPosition();
    let places = this.#places.get(script);
    if (places === undefined) {
      places = new Map();
      this.#places.set(script, places);
    }
    let place = places.get(position);
    if (place === undefined) {
      place = {
        script,
        position,
        url: scriptUrl(script),
        line: site.getLineNumber() ?? 0,
        column: site.getColumnNumber() ?? 0,
        fn: site.getFunctionName() ?? '',
        hidden: script === '' || script.startsWith('node:') || this.#own.has(script),
      };
      places.set(position, place);
    }
    return place;
  }
}
