import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, conditionFields } from '../../../../src/adapter/conditions/condition.ts';
import { parseCondition } from '../../../../src/adapter/conditions/parse.ts';
import { cancelScopeFilter, lockFilter, sessionFilter } from '../../../../src/adapter/conditions/stopFilters.ts';
import { StopRules, siteKey } from '../../../../src/adapter/conditions/stopRules.ts';
import { causeClasses } from '../../../../src/protocol/causeClasses.ts';
import { problem } from './problem.ts';

const filters = [cancelScopeFilter, lockFilter, sessionFilter];
const texts = fc.oneof(
  fc.constantFrom('', 'db', 'a"b', "it's", '\\', '</script>', '`${1}`', '\u2028', '__proto__'),
  fc.string(),
);
const fields = fc.constantFrom(...conditionFields);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant('equals' as const), field: fields, value: texts }),
    fc.record({
      kind: fc.constant('matches' as const),
      field: fields,
      source: fc.constantFrom('db', '^$', '[/"\\\\]', 'a|b', "'"),
      flags: fc.constantFrom('', 'i'),
    }),
    fc.record({ kind: fc.constant('not' as const), of: tie('condition') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      left: tie('condition'),
      right: tie('condition'),
    }),
  ),
}));
const problems = fc
  .record({
    class: fc.constantFrom(...causeClasses),
    name: texts,
    scope: texts,
    task: texts,
    site: fc.constantFrom('u:1:1', ''),
  })
  .map(problem);
const rules = fc
  .record({
    chosen: fc.array(
      fc.record({ filter: fc.constantFrom(...filters), condition: fc.option(condition, { nil: undefined }) }),
    ),
    classes: fc.subarray([...causeClasses], { maxLength: 2 }),
    sites: fc.array(problems.map(siteKey), { maxLength: 3 }),
  })
  .map(({ chosen, classes, sites }) => new StopRules(chosen, { classes, sites }));

const inV8 = (own: StopRules, facts: object): unknown => runInNewContext(own.toJavaScript(), { facts });

describe('the rules of stopping', () => {
  it('mean the same to V8 as to us, whatever the conditions say', () => {
    fc.assert(
      fc.property(rules, problems, (own, facts) => {
        expect(Boolean(inV8(own, { ...facts, asked: false }))).toBe(own.stopsAt(facts));
      }),
    );
  });

  it('let V8 stop at what it was asked to stop at, whatever they say', () => {
    expect(inV8(new StopRules([]), { ...problem(), asked: true })).toBe(true);
  });

  it('stop by default at what is an error of scopes for certain, and at nothing else', () => {
    const stops = causeClasses.filter((known) => StopRules.byDefault.stopsAt(problem({ class: known })));
    expect(stops).toEqual([
      'exited-in-another-task',
      'interleaved-exit',
      'exited-twice',
      'never-entered',
      'task-outlived-scope',
    ]);
  });

  it('stop at a class that a condition names, though the filter by itself does not', () => {
    const own = new StopRules([{ filter: cancelScopeFilter, condition: parseCondition("class == 'cancel-ignored'") }]);
    expect(own.stopsAt(problem({ class: 'cancel-ignored' }))).toBe(true);
    expect(own.stopsAt(problem({ class: 'exited-twice' }))).toBe(false);
    const others = parseCondition("class == 'deadlock'");
    expect(
      new StopRules([{ filter: cancelScopeFilter, condition: others }]).stopsAt(problem({ class: 'deadlock' })),
    ).toBe(false);
  });

  it('do not stop at what is ignored: a class, or a class at one place', () => {
    const twice = problem({ class: 'exited-twice', site: 'file:///a.js:1:2' });
    const own = StopRules.byDefault.ignoring({ classes: ['never-entered'], sites: [siteKey(twice)] });
    expect(own.stopsAt(twice)).toBe(false);
    expect(own.stopsAt({ ...twice, site: 'file:///a.js:2:2' })).toBe(true);
    expect(own.stopsAt(problem({ class: 'never-entered' }))).toBe(false);
    expect(own.ignoring({ classes: [], sites: [] }).stopsAt(twice)).toBe(true);
    expect([...own.classes]).not.toContain('never-entered');
    expect([...own.classes]).toContain('exited-twice');
  });
});
