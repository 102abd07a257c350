import type { ProgramKey } from '../../protocol/events.ts';
import type { Model } from '../model.ts';
import type { Site } from '../state.ts';
import { headlineOf } from './headline.ts';
import { indicatorsOf } from './indicators.ts';
import type { Location, Report } from './schema.ts';

export interface ReportOptions {
  title: string;
  /** Unix time in ms. */
  generatedAt: number;
  /** Where a generated place is in the user's source. */
  locate: (program: ProgramKey, site: Site) => Location;
}

/** The report of all that `model` knows now. */
export function buildReport(model: Model, options: ReportOptions): Report {
  return {
    schemaVersion: 1,
    title: options.title,
    generatedAt: options.generatedAt,
    headline: headlineOf(model),
    indicators: indicatorsOf(model.statistics),
    statistics: structuredClone(model.statistics),
    findings: [],
    programs: [],
    open: { scopes: [], tasks: [], locks: [], sessions: [] },
    operations: [],
    totals: { scopes: 0, tasks: 0, locks: 0, sessions: 0, operations: 0 },
    lost: 0,
  };
}
