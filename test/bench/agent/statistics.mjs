// Prints as JSON how long statistics take when few and when many events have been heard, in µs: of the library, whose
// address is the argument, and of the naive tracker.
import { NaiveTracker } from '../baseline/naiveTracker.mjs';

const { CancelScope, CancelScopeMonitor, Observation } = await import(process.argv[2]);

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** µs that one call takes. */
const timeOf = (call, calls) =>
  median(
    Array.from({ length: 25 }, () => {
      const started = performance.now();
      for (let index = 0; index < calls; index += 1) call();
      return ((performance.now() - started) * 1_000) / calls;
    }),
  );

const few = 1_000;
const many = 1_000_000;
/** The naive tracker keeps every event with its stack: more would not fit. */
const naiveMany = 100_000;

using observation = new Observation({ captureSites: false });
const monitor = new CancelScopeMonitor({ observation });
const hear = (events) => {
  for (let index = 0; index < events; index += 2) CancelScope.enter('pair').exit();
};
const statistics = () => monitor.getScopeStatistics();
hear(few);
timeOf(statistics, 1_000);
const afterFew = timeOf(statistics, 1_000);
hear(many - few);
const afterMany = timeOf(statistics, 1_000);
if (statistics().exitCount !== many / 2) throw new Error('Not all events were heard.');

const tracker = new NaiveTracker();
const track = (from, to) => {
  for (let id = from; id < to; id += 2) {
    tracker.enterScope(id, 'pair', 1);
    tracker.exitScope(id, 'pair', 1);
  }
};
const scan = () => tracker.getScopeStatistics();
track(0, few);
timeOf(scan, 10);
const naiveAfterFew = timeOf(scan, 10);
track(few, naiveMany);
const naiveAfterMany = timeOf(scan, 1);
console.log(JSON.stringify({ afterFew, afterMany, naiveAfterFew, naiveAfterMany }));
