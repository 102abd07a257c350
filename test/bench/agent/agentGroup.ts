import { resolve } from 'node:path';
import { type Figure, type Group, type Measurement, digits } from '../measurement.ts';
import { library, run } from '../program.ts';
import { asyncStacks } from './asyncStacks.ts';
import { withDrainingHost } from './drainingHost.ts';
import { encoding } from './encoding.ts';
import { statisticsGrowth } from './statisticsGrowth.ts';

type Case = 'scope' | 'task' | 'lock' | 'operation' | 'session' | 'naive' | 'storage' | 'controller' | 'callSites';
type Rates = Readonly<Record<Case, number>>;

const program = resolve('test/bench/agent/rates.mjs');
const calls: readonly Case[] = ['scope', 'task', 'lock', 'operation', 'session'];
/** What there is to compare with, from the simplest tracker to what the runtime itself brings. */
const baselines: readonly Case[] = ['naive', 'storage', 'controller'];

/** Pairs per second of the original tracker in Python, on such a machine when it has nothing else to do. */
const original = 6_459;

const rates = (cases: readonly Case[], env = {}, watch = 'none'): Promise<Rates> =>
  run([program, library, watch, ...cases], env);
const underAgent = (cases: readonly Case[], captureSites: boolean): Promise<Rates> =>
  withDrainingHost({ captureSites }, (env) => rates(cases, env));

const times = (value: number, baseline: number, name: string): string => `${digits(value / baseline)} × ${name}`;
const besideNaive = ({ scope, naive }: Rates): Figure => ({
  value: scope,
  beside: times(scope, naive, 'a naive tracker'),
});

const pairsPerSecond = 'pairs/s';

/*
 * What has a budget is measured in a program that does nothing else: what is called in many ways runs slower. The
 * absolute budgets were set on a machine on which V8 captured five call sites in 4.75 µs and a controller was made and
 * aborted in 4.7 µs (Node 24); the ratios say the same of any machine.
 */

const withSite: Measurement = {
  rows: [
    { name: 'scope enter + exit, enter site captured', unit: pairsPerSecond, budget: { atLeast: 160_000 } },
    { name: 'the same ÷ five call sites of V8 captured', unit: '×', budget: { atLeast: 0.76 } },
  ],
  async measure() {
    const all = await underAgent(['scope', 'naive', 'callSites'], true);
    return [besideNaive(all), { value: all.scope / all.callSites, beside: `${digits(all.callSites)} captures/s` }];
  },
};

const observed: Measurement = {
  rows: [
    { name: 'task spawned and ended, observed', unit: 'tasks/s' },
    { name: 'lock acquired and released, observed', unit: pairsPerSecond },
    { name: 'attempt of an operation, observed', unit: 'attempts/s' },
    { name: 'session opened and closed, observed', unit: pairsPerSecond },
  ],
  async measure() {
    const names: readonly Case[] = ['task', 'lock', 'operation', 'session'];
    const all = await underAgent(names, true);
    return names.map((name) => ({ value: all[name] }));
  },
};

const withoutSite: Measurement = {
  rows: [
    { name: 'scope enter + exit, no site', unit: pairsPerSecond, budget: { atLeast: 800_000 } },
    { name: 'the same ÷ new AbortController + abort', unit: '×', budget: { atLeast: 3.76 } },
    { name: 'one event, batched, in the program', unit: 'µs', budget: { atMost: 2 } },
  ],
  async measure() {
    const all = await underAgent(['scope', 'naive', 'controller'], false);
    // A pair is two events.
    const perEvent = 1_000_000 / all.scope / 2;
    return [
      besideNaive(all),
      { value: all.scope / all.controller, beside: `${digits(all.controller)} controllers/s` },
      { value: perEvent },
    ];
  },
};

const withObservation: Measurement = {
  rows: [{ name: 'scope enter + exit, with an Observation in the program', unit: pairsPerSecond }],
  async measure() {
    return [besideNaive(await rates(['scope', 'naive'], {}, 'observation'))];
  },
};

const unobserved: Measurement = {
  rows: [
    { name: 'scope enter + exit, unobserved', unit: pairsPerSecond },
    { name: 'task spawned and ended, unobserved', unit: 'tasks/s' },
    { name: 'lock acquired and released, unobserved', unit: pairsPerSecond },
    { name: 'attempt of an operation, unobserved', unit: 'attempts/s' },
    { name: 'session opened and closed, unobserved', unit: pairsPerSecond },
    { name: 'baseline: a naive tracker, scope enter + exit', unit: pairsPerSecond },
    { name: 'baseline: AsyncLocalStorage.run', unit: 'calls/s' },
    { name: 'baseline: new AbortController + abort', unit: 'calls/s' },
    { name: 'reference: the original tracker in Python, scope enter + exit', unit: pairsPerSecond },
  ],
  async measure() {
    const all = await rates([...calls, ...baselines]);
    const beside: Partial<Record<Case, string>> = {
      scope: times(all.scope, all.storage, 'AsyncLocalStorage.run'),
      task: times(all.task, all.controller, 'new AbortController + abort'),
      naive: times(all.naive, original, 'the original tracker'),
    };
    const figures = [...calls, ...baselines].map((name) => ({ value: all[name], beside: beside[name] }));
    return [...figures, { value: original, beside: 'a constant, measured on another day' }];
  },
};

/** What the agent and the library cost the program they are in. */
export const agentGroup: Group = {
  name: 'agent',
  measurements: [withSite, withoutSite, observed, withObservation, unobserved, encoding, statisticsGrowth, asyncStacks],
};
