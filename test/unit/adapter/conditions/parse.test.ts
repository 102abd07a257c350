import { describe, expect, it } from 'vitest';
import { type ConditionField, meets, namedValues } from '../../../../src/adapter/conditions/condition.ts';
import { parseCondition } from '../../../../src/adapter/conditions/parse.ts';
import { problem } from './problem.ts';

const met = (condition: string, facts: Partial<Record<ConditionField, string>>) =>
  meets(parseCondition(condition), problem(facts));

describe('a condition', () => {
  it.each([
    ["class == 'deadlock'", { class: 'deadlock' }, true],
    ['class != "deadlock"', { class: 'deadlock' }, false],
    ['scope =~ /^db/', { scope: 'db.query' }, true],
    ['scope !~ /DB/i', { scope: 'db.query' }, false],
    ["class == 'deadlock' || scope =~ /db/", { scope: 'db' }, true],
    ["task == 'a' && owner == 'b'", { task: 'a', owner: 'c' }, false],
    ["!(task == 'a') && !(owner == 'a')", { task: 'b', owner: 'b' }, true],
    ["task == 'a' || task == 'b' && owner == 'c'", { task: 'a', owner: '' }, true],
    ["(task == 'a' || task == 'b') && owner == 'c'", { task: 'a', owner: '' }, false],
    ["!!(reason == '')", {}, true],
    [String.raw`name == 'it\'s'`, { name: "it's" }, true],
    ['file =~ /src\\/[/]x/', { file: 'src//x' }, true],
    ["function=='f'&&name=='n'", { function: 'f', name: 'n' }, true],
  ] as const)('%s', (condition, facts, expected) => {
    expect(met(condition, facts)).toBe(expected);
  });

  it('names the classes it compares with, outside of a negation', () => {
    const condition = "class == 'deadlock' || !(class == 'lock-leaked') && (class == 'cancel-ignored' || task == 'a')";
    expect(namedValues(parseCondition(condition), 'class')).toEqual(['deadlock', 'cancel-ignored']);
  });
});

describe('what is no condition', () => {
  it.each([
    ['clas == "x"', 'There is no field "clas": did you mean "class"? (at character 1)'],
    ["class == 'deadlok'", 'There is no class "deadlok": did you mean "deadlock"? (at character 10)'],
    ['class', 'After "class" comes one of == != =~ !~, not the end (at character 6)'],
    ['class = "deadlock"', 'A single "=" means nothing here: write "==" to compare (at character 7)'],
    ["task == 'a' & task == 'b'", 'A single "&" means nothing here: write it twice (at character 13)'],
    ["task == 'a", 'A text is not closed (at character 9)'],
    ['task =~ /a', 'A regular expression is not closed (at character 9)'],
    ['task == a', '"==" and "!=" compare with a text in quotes, not with "a" (at character 9)'],
    ["task =~ 'a'", '"=~" and "!~" take a regular expression, as in /db/, not "a" (at character 9)'],
    ["(task == 'a'", '")" is missing before the end (at character 13)'],
    ["task == 'a' task == 'b'", '"task" is one too many: "&&" or "||" goes first (at character 13)'],
    ["task == 'a' ||", /^A field was expected, not the end: one of class, name, .* \(at character 15\)$/],
    ['task =~ /a/g', 'The flags may be i, s, m and u, not "g" (at character 9)'],
    ['task =~ /(/', /^Invalid regular expression: .* \(at character 9\)$/],
    ['process.exit()', '"." means nothing here (at character 8)'],
    ['constructor == "x"', /^There is no field "constructor"/],
    [`${'('.repeat(60)}task == 'a'${')'.repeat(60)}`, /^It is nested too deeply/],
    [`task == '${'a'.repeat(2_000)}'`, /^It is longer than 2000 characters/],
  ])('is refused with what is wrong and where: %s', (condition, message) => {
    expect(() => parseCondition(condition)).toThrow(message);
  });
});
