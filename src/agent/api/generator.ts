import { type GeneratorFunction, GeneratorRun } from './generatorRun.ts';

/** Finds generators that were left half-way. What a run holds does not lead to the generator's object. */
const dropped = new FinalizationRegistry<{ dropped(): void }>((run) => run.dropped());

class SafeGenerator<T, R, N> implements AsyncGenerator<T, R, N> {
  readonly #name: string;
  readonly #fn: GeneratorFunction<T, R, N>;
  #run: GeneratorRun<T, R, N> | 'new' | 'over' = 'new';

  constructor(name: string, fn: GeneratorFunction<T, R, N>) {
    this.#name = name;
    this.#fn = fn;
  }

  async next(...values: [] | [N]): Promise<IteratorResult<T, R>> {
    if (this.#run === 'new') {
      this.#run = new GeneratorRun(this.#name, this.#fn, SafeGenerator.prototype.next);
      dropped.register(this, this.#run);
    }
    return this.#run === 'over' ? { done: true, value: undefined as R } : this.#run.next(...values);
  }

  async return(value: R | PromiseLike<R>): Promise<IteratorResult<T, R>> {
    if (typeof this.#run === 'object') return this.#run.return(value);
    this.#run = 'over';
    return { done: true, value: await value };
  }

  async throw(error: unknown): Promise<IteratorResult<T, R>> {
    if (typeof this.#run === 'object') return this.#run.throw(error);
    this.#run = 'over';
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return(undefined as R);
  }
}

/**
 * An async generator whose body runs in a task and a scope of its own, begun at the first `next`: whoever goes on with
 * it, finishes it or breaks off, what the body enters and leaves is entered and left by one task. It is closed when its
 * consumer breaks off, and, where it stands at a `yield`, when the scope around the first `next` is cancelled; whoever
 * asks for more then gets the reason. One that is left half-way for good with a scope open in it is reported.
 *
 * After a `yield` the body is in the generator's own scope again; scopes it entered before are still open, and it has to
 * leave them, but they are not the current scope.
 *
 * @param name what people will read
 * @param fn the body, as an async generator function
 *
 * @example
 * ```ts
 * import { safeGenerator } from 'async-scope';
 *
 * const letters = safeGenerator('letters', async function* () {
 *   yield 'a';
 *   yield 'b';
 * });
 * for await (const letter of letters) console.log(letter);
 * // → a
 * // → b
 * ```
 */
export const safeGenerator = <T, R = void, N = unknown>(
  name: string,
  fn: GeneratorFunction<T, R, NoInfer<N>>,
): AsyncGenerator<T, R, N> => new SafeGenerator(name, fn);
