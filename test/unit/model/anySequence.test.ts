import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { exportFormats } from '../../../src/model/export/index.ts';
import { describeViolation } from '../../../src/model/findings/index.ts';
import { Model } from '../../../src/model/model.ts';
import { buildReport } from '../../../src/model/report/report.ts';
import { reportJsonSchema } from '../../../src/model/report/jsonSchema.ts';
import { reportSchema } from '../../../src/model/report/schema.ts';
import { summaryText } from '../../../src/model/report/summary.ts';
import {
  busyLocks,
  isAlive,
  isSignal,
  isUnclosed,
  scopeForest,
  scopePath,
  taskForest,
} from '../../../src/model/selectors.ts';
import type { Program } from '../../../src/model/state.ts';
import { eventSchemas } from '../../../src/protocol/events.ts';
import { anyEvent } from './arbitraryEvents.ts';

const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ program: fc.constantFrom('1/0', '1/1', '2/0'), event: anyEvent }) },
  { weight: 1, arbitrary: fc.record({ tick: fc.double({ min: 0, max: 40_000, noNaN: true }) }) },
);

function runOf(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Model {
  const model = new Model({
    thresholds: { lockHeld: 100 },
    retention: { ended: 5, retryable: 3, attempts: 2, alike: 2 },
  });
  for (const each of steps) {
    if ('tick' in each) model.tick(each.tick);
    else model.apply(each.program, each.event);
  }
  return model;
}

const isReport = new Ajv({ strict: true }).compile(reportJsonSchema());

const numbersIn = (value: object): number[] =>
  Object.values(value).flatMap((each: unknown) =>
    typeof each === 'object' && each ? numbersIn(each) : [Number(each)],
  );

const count = <Row>(model: Model, rows: (program: Program) => Iterable<Row>, isIn: (row: Row) => boolean): number =>
  [...model.programs.values()].flatMap((program) => [...rows(program)]).filter(isIn).length;

const size = (forest: ReadonlyMap<number, readonly unknown[]>): number =>
  [...forest.values()].reduce((sum, rows) => sum + rows.length, 0);

describe('any sequence of events', () => {
  const property = (check: (model: Model) => void): void => {
    const steps = fc.array(step, { maxLength: 150 });
    fc.assert(
      fc.property(steps, (list) => check(runOf(list))),
      { numRuns: 400 },
    );
  };

  it('is made of events that the schemas let pass', () => {
    fc.assert(
      fc.property(anyEvent, ({ type, ...event }) => v.is(eventSchemas[type], event)),
      { numRuns: 2_000 },
    );
  });

  it('leaves counters that are numbers and not negative', () => {
    property((model) => {
      expect(numbersIn(model.statistics).filter((value) => !(value >= 0 && Number.isFinite(value)))).toEqual([]);
    });
  });

  it('leaves counts of what is alive that are those of the tables', () => {
    property((model) => {
      const { tasks, scopes, sessions, locks } = model.statistics;
      expect(tasks.alive).toBe(count(model, (p) => p.tasks.values(), isAlive));
      expect(scopes.open).toBe(
        count(
          model,
          (p) => p.scopes.values(),
          (scope) => scope.exitedAt === undefined && !isSignal(scope),
        ),
      );
      expect(sessions.open).toBe(count(model, (p) => p.sessions.values(), isUnclosed));
      expect(locks.held).toBe(
        count(
          model,
          (p) => p.holds.values(),
          (hold) => hold.acquiredAt !== undefined,
        ),
      );
      expect(locks.waiting).toBe(
        count(
          model,
          (p) => p.holds.values(),
          (hold) => hold.acquiredAt === undefined,
        ),
      );
      expect(tasks.started).toBe(tasks.alive + tasks.lost + tasks.completed + tasks.failed + tasks.cancelled);
      expect(scopes.entered).toBe(scopes.open + scopes.completed + scopes.failed + scopes.cancelled);
      expect(sessions.opened).toBe(
        sessions.open + sessions.lost + sessions.completed + sessions.failed + sessions.cancelled,
      );
    });
  });

  it('leaves every hold in its lock, every alive row in its tree and every finding with a key of its own', () => {
    property((model) => {
      for (const program of model.programs.values()) {
        const inLocks = busyLocks(program).reduce((sum, lock) => sum + lock.holders.size + lock.waiters.size, 0);
        expect(inLocks).toBe(program.holds.size);
        expect(size(taskForest(program))).toBe(count(model, (p) => (p === program ? p.tasks.values() : []), isAlive));
        expect(size(scopeForest(program))).toBe(
          count(
            model,
            (p) => (p === program ? p.scopes.values() : []),
            (scope) => scope.exitedAt === undefined,
          ),
        );
        for (const id of program.scopes.keys()) expect(scopePath(program, id).length).toBeGreaterThan(0);
      }
      expect(new Set(model.findings.map((finding) => finding.key)).size).toBe(model.findings.length);
    });
  });

  it('can be reported and exported in every format', () => {
    property((model) => {
      const locate = (_: string, site: { url: string; line: number; column: number; fn: string }) => ({
        path: site.url,
        line: site.line,
        column: site.column,
        fn: site.fn,
      });
      const report = buildReport(model, { title: 'Run', generatedAt: 1, locate });
      const written: unknown = JSON.parse(JSON.stringify(report));
      expect(v.parse(reportSchema, written)).toEqual(written);
      isReport(written);
      expect(isReport.errors).toBeNull();
      const [page] = exportFormats.map((format) => format.render(report));
      expect(page).not.toContain('<img');
      expect(summaryText(report)).not.toContain('\u001B');
    });
  });

  it('gives the same figures to the byte when it is taken in twice', () => {
    const figures = (list: Parameters<typeof runOf>[0]): string => {
      const { statistics, operationTotals, errors, strategies } = buildReport(runOf(list), {
        title: 'Run',
        generatedAt: 1,
        locate: (_, { url, line, column, fn }) => ({ path: url, line, column, fn }),
      });
      return JSON.stringify({ statistics, operationTotals, errors, strategies });
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (list) => {
        expect(figures(list)).toBe(figures(structuredClone(list)));
      }),
      { numRuns: 100 },
    );
  });

  it('can have its violations described before the model has taken them in', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), anyEvent, (steps, event) => {
        if (event.type !== 'violation') return;
        const { sentence } = describeViolation(runOf(steps).programs.get('1/0'), event);
        expect(sentence).not.toMatch(/undefined|NaN/);
      }),
    );
  });
});
