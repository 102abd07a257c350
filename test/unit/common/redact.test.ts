import { describe, expect, it } from 'vitest';
import { createRedactor, redact } from '../../../src/common/redact.ts';
import { isPattern } from '../../../src/common/redaction/pattern.ts';

const rules = { enabled: true, keys: ['iban'], patterns: ['corp-*', '*@corp.example', 'AKIA*ABC'] };
const shown = (text: string): string => redact(text, rules);

describe('redaction hides', () => {
  it.each([
    ['a bearer token', 'sent Bearer abc.def-123 twice', 'sent Bearer [redacted] twice'],
    ['a header', 'Authorization: Basic dXNlcjpw', 'Authorization: [redacted]'],
    ['cookies to the end of the line', 'Set-Cookie: a=b; c=d\nHost: x', 'Set-Cookie: [redacted]\nHost: x'],
    ['a password', 'login failed (password=hunter2, user=ann)', 'login failed (password=[redacted], user=ann)'],
    [
      'a name that ends like a secret',
      'openai_api_key: k1 clientSecret=k2',
      'openai_api_key: [redacted] clientSecret=[redacted]',
    ],
    ['a value in JSON', '{"token":"a \\u0022 b","user":"ann"}', '{"token":"[redacted]","user":"ann"}'],
    ['a value in JSON within JSON', '{\\"token\\":\\"a b\\",\\"n\\":1}', '{\\"token\\":\\"[redacted]\\",\\"n\\":1}'],
    ['a value whose quote is never closed', 'password="two words', 'password="[redacted]'],
    ['an option of a command', 'node app.js --password hunter2 -v', 'node app.js --password [redacted] -v'],
    ['the user of a URL', 'connect postgres://ann:p@ss@db:5432/x', 'connect postgres://[redacted]@db:5432/x'],
    [
      'the query of a URL',
      'GET https://a.example/b?id=1&q=two#c',
      'GET https://a.example/b?id=[redacted]&q=[redacted]#c',
    ],
    ['a long hexadecimal token', 'key d41d8cd98f00b204e9800998ecf8427e', 'key [redacted]'],
    ['a long base64 token', 'got dGhpcyBpcyAxIHNlY3JldCAyIDM0NTY=', 'got [redacted]'],
    ['a name of the rules', 'IBAN: DE02', 'IBAN: [redacted]'],
    ['a word of the rules', 'use corp-12 or "corp-x y"', 'use [redacted] or "[redacted] y"'],
    ['a word by its end', 'mail ann@corp.example, bob@other.example', 'mail [redacted], bob@other.example'],
    ['each occurrence in one word', 'x/AKIA1ABC/AKIA2ABC/y', 'x/[redacted]/[redacted]/y'],
  ])('%s', (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe('redaction leaves', () => {
  it.each([
    ['plain sentences', 'Lock "session-token" was held by task "reviewer" for 5.2 s.'],
    ['words about tokens', 'token expired; max_tokens: 500'],
    ['UUIDs', 'session 3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
    ['names in camelCase', 'getUserByIdAndNameOrEmailAddress2 failed'],
    ['numbered names', 'agent-1-worker-2-task-3-step-4-of-5'],
    ['paths', "ENOENT: open '/home/ann/Projects/app1/node_modules/some-package2/lib'"],
    ['words in which a pattern is only a part', 'mycorp-12'],
  ])('%s', (_, text) => {
    expect(shown(text)).toBe(text);
  });

  it('everything where it is switched off', () => {
    expect(redact('password=x', { ...rules, enabled: false })).toBe('password=x');
  });
});

describe('a pattern', () => {
  it('is a word that says enough', () => {
    expect(['corp-*', '*@corp.example', 'AKIA*', '*key*'].filter((text) => !isPattern(text))).toEqual([]);
    expect(['*', 'a*', '', '(a+)+', '\\d+', 'two words', '[a-z]', 'a|bcd'].filter(isPattern)).toEqual([]);
  });
});

describe('redaction takes time in proportion to the text', () => {
  const hostile = [
    'a',
    'a1',
    'bearer ',
    'password=',
    'password="',
    'password:\\"',
    '://',
    '?a=',
    '&',
    '@',
    '--a ',
    ' ',
    '=',
    'a:',
    '.',
    'AKIA',
    'corp-',
    'mycorp-',
    '@corp.example',
    'a-',
    '"',
    "'",
    '\n',
    'cookie:',
    'ABC',
  ];
  const redactor = createRedactor(rules);
  // Half a million characters take far longer than a test may as soon as one step is quadratic.
  const length = 500_000;

  it.each(hostile)('for a long run of %j', (part) => {
    const text = part.repeat(Math.ceil(length / part.length));
    expect(redactor(`bearer${text}://${text}`).length).toBeGreaterThan(0);
  });
});
