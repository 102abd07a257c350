import { describe, expect, it } from 'vitest';
import { wantsColors } from '../../../src/common/colors.ts';

describe('colours are written', () => {
  it.each([
    ['to a terminal', {}, true, true],
    ['not to a file or pipe', {}, false, false],
    ['not when NO_COLOR is set', { NO_COLOR: '1' }, true, false],
    ['also when NO_COLOR is empty, as no-color.org wants it', { NO_COLOR: '' }, true, true],
    ['to a pipe when FORCE_COLOR is set', { FORCE_COLOR: '1' }, false, true],
    ['not when FORCE_COLOR is 0', { FORCE_COLOR: '0' }, true, false],
    ['not to a terminal that has none', { TERM: 'dumb' }, true, false],
  ])('%s', (_, environment, isTTY, expected) => {
    expect(wantsColors(environment, isTTY)).toBe(expected);
  });
});
