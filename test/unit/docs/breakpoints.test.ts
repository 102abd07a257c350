import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { conditionFields } from '../../../src/adapter/conditions/condition.ts';
import { parseCondition } from '../../../src/adapter/conditions/parse.ts';
import { stopFilters } from '../../../src/adapter/conditions/stopFilters.ts';
import { namedValue } from '../../../src/extension/debug/taskChain.ts';
import { causeClasses } from '../../../src/protocol/causeClasses.ts';
import { Run } from '../model/run.ts';

const text = readFileSync('docs/breakpoints.md', 'utf8');
const titles = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;

const section = (title: string): string => text.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
const quoted = (part: string): string[] => [...part.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
/** The cells of each row of the tables of a section, without the heads. */
const rows = (part: string): string[][] =>
  part
    .split('\n')
    .filter(
      (line, index, lines) => line.startsWith('|') && !line.startsWith('|--') && !lines[index + 1]?.startsWith('|--'),
    )
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );

describe('the document about stops', () => {
  it('has the filters that there are, whether they are on at first, and what each stops for', () => {
    const told = rows(section('The filters')).map(([label, first, classes]) => [label, first, quoted(classes ?? '')]);
    const real = stopFilters.map(({ shown, classes }) => [shown.label, shown.default ? 'on' : 'off', [...classes]]);
    expect(told).toEqual(real);
  });

  it('has the classes that stop only where a condition names them', () => {
    const named = stopFilters.flatMap(({ classes, nameable }) => [...nameable].filter((known) => !classes.has(known)));
    const [, told = ''] = section('The filters').split('only where its condition names them:');
    expect(quoted(told.split('Tasks and')[0] ?? '')).toEqual(named);
    const all = new Set(quoted(section('The filters')));
    const stopping = stopFilters.flatMap(({ nameable }) => [...nameable]);
    expect([...all].sort()).toEqual([...new Set(stopping)].sort());
    expect(causeClasses.filter((known) => !all.has(known))).toEqual([
      'task-leaked',
      'task-lost',
      'unsettled-at-end',
      'listener-leaked',
    ]);
  });

  it('has every field of the language, in its order, and no other', () => {
    const fields = rows(section('Conditions')).flatMap(([cell = '']) => /^`(\w+)`$/.exec(cell)?.[1] ?? []);
    expect(fields).toEqual(conditionFields);
  });

  it('has every operator, and each is understood', () => {
    const operators = rows(section('Conditions')).flatMap(([cell = '']) => /^`(.*\W.*)`$/.exec(cell)?.[1] ?? []);
    expect(operators).toHaveLength(8);
    const inUse = operators.map((operator) =>
      operator
        .replaceAll('\\|', '|')
        .replace('field', 'name')
        .replaceAll(/\b[ab]\b/g, "name == 'x'")
        .replace('( )', "(name == 'x')"),
    );
    expect(inUse.map((each) => parseCondition(each).kind)).toEqual([
      'equals',
      'not',
      'matches',
      'not',
      'and',
      'or',
      'not',
      'equals',
    ]);
    for (const flag of 'ismu') expect(parseCondition(`name =~ /x/${flag}`)).toMatchObject({ flags: flag });
  });

  it('has only examples that are understood', () => {
    const examples = section('Conditions').match(/^ {4}.*$/gm) ?? [];
    expect(examples.length).toBeGreaterThanOrEqual(5);
    const wrong = examples.filter((example) => parseCondition(example) === undefined);
    expect(wrong).toEqual([]);
    expect(parseCondition(examples.at(-1) ?? '')).toMatchObject({ value: "it's" });
    const inText = quoted(section('Conditions')).filter((each) => /^\w+ == '/.test(each) && !each.startsWith('field'));
    expect(inText.map((each) => parseCondition(each).kind)).toEqual(['equals']);
  });

  it('has the names of the debug console with their parts', () => {
    const told = rows(section('In the debug console')).map(([name, is]) => [
      ...quoted(name ?? ''),
      ...quoted(is ?? ''),
    ]);
    const { program, key } = new Run().task(1, 'a').emit('scope-entered', { id: 2, task: 1 });
    const partsOf = (name: '$task' | '$scope'): string[] =>
      Object.keys(namedValue(program, name, { program: key, task: 1, scope: 2 })?.parts ?? {});
    expect(told).toEqual([
      ['$violation', 'class', 'name', 'sentence'],
      ['$task', ...partsOf('$task')],
      ['$scope', ...partsOf('$scope'), 'no'],
    ]);
  });

  it('calls the commands as the menus do', () => {
    const told = [...section('Ignoring').matchAll(/\*([^*\n]+)\*/g)].map((match) =>
      (match[1] ?? '').replace('Async Scope: ', ''),
    );
    const known = ['ignoreOnce', 'ignoreSite', 'ignoreClass', 'ignoreViolation', 'stopIgnoring', 'manageIgnored'];
    for (const command of known) expect(told).toContain(titles[`command.${command}`]);
  });
});
