import { describe, expect, it } from 'vitest';
import { publicApi } from '../../support/publicApi.ts';

const names = publicApi();
const place = ({ name, file }: { name: string; file: string }): string => `${name} in ${file}`;

describe('the docstrings of the library', () => {
  it('are looked for in all of its areas', () => {
    const seen = names.map(({ name }) => name);
    expect(seen).toEqual(
      expect.arrayContaining(['CancelScope.enter', 'retry', 'Report', 'ScopeEvent.timestamp', 'DebugSession.evaluate']),
    );
  });

  it('leave out nothing that a user can name', () => {
    expect(names.filter(({ docs }) => docs === '').map(place)).toEqual([]);
  });

  it('say what is thrown where the code throws', () => {
    const silent = names.filter(({ docs, throws }) => throws && !/@throws|rejects/.test(docs));
    expect(silent.map(place)).toEqual([]);
  });
});
