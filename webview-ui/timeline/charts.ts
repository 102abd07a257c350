import { t } from '../../src/common/l10n.ts';
import { durationPhrase } from '../../src/model/findings/phrases.ts';
import type { SystemUse } from '../../src/model/report/totalsSchema.ts';
import { byteWords, percentWords } from '../../src/model/report/words.ts';

type Figure = 'cpu' | 'rss' | 'loopDelayMax';

/** One figure over time. */
export interface Chart {
  readonly figure: Figure;
  readonly title: string;
  readonly words: (value: number) => string;
  /** The top of its scale. */
  readonly most: number;
  readonly lines: readonly { readonly program: string; readonly points: readonly Point[] }[];
}

/** A time in Unix ms and a value. */
type Point = readonly [at: number, value: number];

/** The next larger of 1, 2, 2.5, 5 and 10 times a power of ten; 1 for nothing. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const decade = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5].find((each) => each * decade >= value * 0.999_999) ?? 10) * decade;
}

const figures = (): readonly Pick<Chart, 'figure' | 'title' | 'words'>[] => [
  { figure: 'cpu', title: t('CPU'), words: percentWords },
  { figure: 'rss', title: t('Memory'), words: byteWords },
  { figure: 'loopDelayMax', title: t('Loop delay, longest'), words: durationPhrase },
];

/** What the programs used over time; no charts where nobody measured. */
export function chartsOf(system: readonly SystemUse[]): Chart[] {
  const measured = system.filter(({ samples }) => samples.length > 0);
  if (measured.length === 0) return [];
  return figures().map((each) => {
    const lines = measured.map(({ program, samples }) => ({
      program,
      points: samples.map((sample): Point => [sample.at, sample[each.figure]]),
    }));
    const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
    return { ...each, lines, most: roundUp(values.reduce((most, value) => Math.max(most, value), 0)) };
  });
}

/** `CPU: 1/0 25 % (at most 50 %)`: what a chart says to who cannot see it. */
export const chartWords = ({ title, lines, words }: Chart): string =>
  t(
    '{0}: {1}',
    title,
    lines
      .map(({ program, points }) => {
        const most = points.reduce((most, [, value]) => Math.max(most, value), 0);
        return t('{0} {1} (at most {2})', program, words(points.at(-1)?.[1] ?? 0), words(most));
      })
      .join('; '),
  );
