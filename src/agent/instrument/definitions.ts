/**
 * How a package makes its locks, as data: which class, and which of its methods do what.
 */
export interface LockDefinition {
  package: string;
  /** The first and the last major version it is true of. */
  from?: number;
  to?: number;
  /** What the package exports: a class, or, where there is `factory`, a function that makes a locking function. */
  export: string;
  /** The local name of that function in a module. */
  factory?: string;
  /** Methods that call a function as soon as the lock is got; the lock is given back when that ends. */
  run: readonly string[];
  /** Methods that promise what is got: a function that gives it back, or what is given to `release`. */
  acquire: readonly string[];
  /** Methods that give back. */
  release: readonly string[];
  /** Methods after which nobody waits. */
  cancel: readonly string[];
  /** Where the object says how many may hold it at a time, as in `options.max`; 1 unless given. */
  permits?: string;
  /** A pool: what is got is a member of it, and may have a method of this name that gives it back. */
  pool: boolean;
  member?: string;
  /** The first argument says which of its locks is meant. */
  keyed: boolean;
  /** After `run`, the object calls its own `release`. */
  releasesItself: boolean;
}

const defined = (definition: Partial<LockDefinition> & Pick<LockDefinition, 'package'>): LockDefinition => ({
  export: 'default',
  run: [],
  acquire: [],
  release: [],
  cancel: [],
  pool: false,
  keyed: false,
  releasesItself: false,
  ...definition,
});

/** The locks and pools of well-known packages. Read from the packages themselves, in the versions the tests install. */
export const definitions: readonly LockDefinition[] = [
  {
    package: 'async-mutex',
    export: 'Mutex',
    run: ['runExclusive'],
    acquire: ['acquire'],
    release: ['release'],
    cancel: ['cancel'],
  },
  {
    package: 'async-mutex',
    export: 'Semaphore',
    run: ['runExclusive'],
    acquire: ['acquire'],
    release: ['release'],
    cancel: ['cancel'],
    permits: '_value',
    releasesItself: true,
  },
  { package: 'async-lock', from: 1, run: ['acquire'], keyed: true },
  { package: 'p-limit', from: 4, factory: 'pLimit', cancel: ['clearQueue'], permits: 'concurrency' },
  { package: 'p-queue', from: 7, run: ['add'], cancel: ['clear'], permits: 'concurrency' },
  { package: 'async-sema', from: 3, export: 'Sema', acquire: ['acquire'], release: ['release'], permits: 'nrTokens' },
  { package: 'bottleneck', from: 2, run: ['schedule'], permits: '_store.storeOptions.maxConcurrent' },
  {
    package: 'generic-pool',
    from: 3,
    export: 'Pool',
    acquire: ['acquire'],
    release: ['release', 'destroy'],
    permits: 'max',
    pool: true,
  },
  { package: 'tarn', from: 3, export: 'Pool', acquire: ['acquire'], release: ['release'], permits: 'max', pool: true },
  { package: 'pg-pool', from: 3, acquire: ['connect'], permits: 'options.max', pool: true, member: 'release' },
].map(defined);
