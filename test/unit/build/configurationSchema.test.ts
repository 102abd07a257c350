import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { configurationJsonSchema } from '../../../src/build/configurationSchema.ts';
import { configurationFile, defaultConfiguration } from '../../../src/common/configuration/schema.ts';

const accepts = new Ajv({ allErrors: true }).compile(configurationJsonSchema());

describe('the JSON Schema of the configuration', () => {
  it('accepts nothing, everything and its own name', () => {
    const all = { $schema: './config.schema.json', ...defaultConfiguration };
    expect([{}, defaultConfiguration, all].filter((each) => !accepts(each))).toEqual([]);
  });

  it.each([
    ['an unknown key', { thresholds: { lockheld: 1 } }],
    ['a value out of range', { stackDepth: 0 }],
    ['a value of another kind', { log: { file: 7 } }],
    ['an unknown choice', { recovery: { strategies: { timeout: 'pray' } } }],
  ])('refuses %s', (_, content) => {
    expect(accepts(content)).toBe(false);
  });

  it('describes everything that can be set', () => {
    const text = JSON.stringify(configurationJsonSchema());
    const defaults = Object.values(defaultConfiguration).length;
    expect(text.split('"description"').length).toBeGreaterThan(defaults * 2);
  });

  it('is what the package exports and the editor checks the file with', () => {
    const { exports, contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      exports: Record<string, string>;
      contributes: { jsonValidation: { fileMatch: string; url: string }[] };
    };
    const path = exports['./config.schema.json'];
    expect(contributes.jsonValidation).toEqual([{ fileMatch: configurationFile, url: path }]);
    for (const list of ['.npmignore', '.vscodeignore']) expect(readFileSync(list, 'utf8')).toContain('!dist/schema/**');
  });
});
