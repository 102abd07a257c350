import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleNames } from '../../../../src/common/ruleNames.ts';
import { rules } from '../../../../src/server/rules/index.ts';
import { ruleUrl } from '../../../../src/server/rules/pages.ts';
import { found } from './check.ts';

const page = (rule: string): string => readFileSync(`docs/rules/${rule}.md`, 'utf8');
const example = (text: string, heading: string): string =>
  new RegExp(`## ${heading}\n\n\`\`\`ts\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';

it('every rule has a name of the configuration, and every name a rule', () => {
  expect(rules.map(({ name }) => name)).toEqual([...ruleNames]);
});

describe.each(rules.map((rule) => [rule.name, rule] as const))('the rule %s', (name, rule) => {
  it('has a page, which it links to', () => {
    expect(existsSync(`docs/rules/${name}.md`)).toBe(true);
    expect(ruleUrl(name)).toContain(`/docs/rules/${name}.md`);
    expect(page('README')).toContain(`(${name}.md)`);
  });

  it('has an example on its page in which it finds something, and one in which it finds nothing', () => {
    expect(found(name, example(page(name), 'Reported'))).not.toEqual([]);
    const right = example(page(name), 'Not reported');
    expect(right).not.toBe('');
    expect(found(name, right)).toEqual([]);
  });

  it('has the default that its page says, and the same rules of others', () => {
    expect(page(name)).toContain(rule.severity === 'off' ? 'off unless set' : `${rule.severity} unless set otherwise`);
    expect(page(name).includes('leaves tests and examples alone')).toBe(rule.skipsTests === true);
    for (const { url } of rule.equivalents ?? []) expect(page(name)).toContain(url);
  });
});
