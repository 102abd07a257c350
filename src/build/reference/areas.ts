/** One page of the API reference. */
export interface Area {
  /** The name of the file. */
  readonly name: string;
  readonly title: string;
  /** What the page is about, in Markdown. */
  readonly about: string;
  /** The modules under `src` whose exports are on it. */
  readonly modules: RegExp;
}

/** The pages in the order of their index; the first whose modules match has the export. */
export const areas: readonly Area[] = [
  {
    name: 'scopes',
    title: 'Scopes and tasks',
    about: 'What can be cancelled as a whole, and the work in it.',
    modules: /^agent\/api\/(cancelScope|selfCancelling|checkpoint|taskGroup|task|current|generator|generatorRun)$/,
  },
  {
    name: 'locks',
    title: 'Locks',
    about: 'Who holds what, and who waits for it.',
    modules: /^agent\/api\/(lock|lockHold|mutex|semaphore|queuedLock)$/,
  },
  {
    name: 'sessions',
    title: 'Sessions',
    about: 'Long-lived clients of something outside.',
    modules: /^agent\/api\/(session|sessionHealth|withSession)$/,
  },
  {
    name: 'operations',
    title: 'Operations and recovery',
    about: 'Work that is tried again, and what else is done about its failures.',
    modules: /^(agent\/api\/(operation$|recovery\/)|common\/errorClasses$)/,
  },
  {
    name: 'asyncStacks',
    title: 'Asynchronous stacks',
    about: 'Where every asynchronous function is suspended, and who awaits it.',
    modules: /^agent\/api\/asyncStacks$/,
  },
  {
    name: 'debugger',
    title: 'The debugger within the program',
    about: 'Trackers and monitors: views of one log of events and one model.',
    modules: /^agent\/(api\/debugger\/|systemSampler$)/,
  },
  {
    name: 'report',
    title: 'The report',
    about: 'What trackers and monitors tell, and what `generateReport` puts together.',
    modules: /^(model|protocol)\//,
  },
  {
    name: 'remote',
    title: 'Remote debugger',
    about: 'Breakpoints, evaluation and stepping in this process and in others.',
    modules: /^agent\/api\/remote\//,
  },
];

/**
 * The page that what a module exports is on.
 * @param module path under `src`, without its ending
 * @throws Error when it has no page yet
 */
export function areaOf(module: string): Area {
  const area = areas.find(({ modules }) => modules.test(module));
  if (!area)
    throw new Error(`The exports of src/${module}.ts are on no page: add it to one in src/build/reference/areas.ts.`);
  return area;
}
