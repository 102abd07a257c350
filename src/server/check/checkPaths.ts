import { readFile } from 'node:fs/promises';
import { messageOf } from '../../common/errors.ts';
import type { RuleSettings } from '../../common/ruleNames.ts';
import { lineOf } from '../engine/analyze.ts';
import { otherToolsIn } from '../engine/otherTools.ts';
import { type JudgedFinding, Project, type Skipped } from '../engine/project.ts';
import { severitiesOf } from '../engine/severities.ts';
import { rules } from '../rules/index.ts';
import { normalPath, sourceFiles } from './sourceFiles.ts';

/** A place as people count: lines and columns from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A finding, ready to be shown. */
export interface PlacedFinding extends Place {
  readonly rule: JudgedFinding['rule'];
  readonly severity: JudgedFinding['severity'];
  readonly message: string;
  readonly related: readonly (Place & { readonly message: string })[];
}

/** What was found in the files of some paths. */
export interface CheckResult {
  /** How many files were read. */
  readonly files: number;
  readonly findings: readonly PlacedFinding[];
  /** One sentence for each file that was not checked, or only in parts. */
  readonly notes: readonly string[];
}

const reasons: Record<Skipped, string> = {
  binary: 'it is binary',
  'broken-encoding': 'it is not UTF-8',
  minified: 'its lines are so long that a tool must have written it',
  'too-large': 'it has more than 2,000,000 characters',
};

/**
 * Checks all source files in some paths, as one project.
 *
 * @param folder whose tools decide which rules others have already
 * @throws ExpectedError when a path does not exist
 */
export async function checkPaths(
  paths: readonly string[],
  folder: string,
  settings: RuleSettings,
  signal?: AbortSignal,
): Promise<CheckResult> {
  const notes: string[] = [];
  const project = new Project(normalPath(folder), rules, severitiesOf(rules, otherToolsIn(folder), settings));
  const files: string[] = [];
  for await (const path of sourceFiles(paths, (note) => notes.push(note))) {
    signal?.throwIfAborted();
    const text = await read(path, notes);
    if (text === undefined) continue;
    project.update(path, text);
    files.push(path);
    const note = noteOn(path, project);
    if (note !== undefined) notes.push(note);
  }
  return { files: files.length, findings: files.flatMap((path) => placed(path, project)), notes };
}

async function read(path: string, notes: string[]): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    notes.push(`${path} is not checked: ${messageOf(error)}.`);
    return undefined;
  }
}

function noteOn(path: string, project: Project): string | undefined {
  const skipped = project.skipped(path);
  if (skipped) return `${path} is not checked: ${reasons[skipped]}.`;
  const analysis = project.analysis(path);
  if (analysis?.brokenAt === undefined) return undefined;
  const line = lineOf(analysis.lineStarts, analysis.brokenAt) + 1;
  return `${path}:${line} cannot be understood: what follows may be checked only in parts.`;
}

const placed = (path: string, project: Project): PlacedFinding[] =>
  project.findings(path).map(({ rule, severity, message, start, end, related }) => ({
    ...placeOf(path, start, end, project),
    rule,
    severity,
    message,
    related: related.map((each) => ({
      ...placeOf(each.path, each.start, each.end, project),
      message: each.message,
    })),
  }));

function placeOf(path: string, start: number, end: number, project: Project): Place {
  const lineStarts = project.analysis(path)?.lineStarts ?? [0];
  const line = lineOf(lineStarts, start);
  const endLine = lineOf(lineStarts, end);
  return {
    path,
    line: line + 1,
    column: start - (lineStarts[line] ?? 0) + 1,
    endLine: endLine + 1,
    endColumn: end - (lineStarts[endLine] ?? 0) + 1,
  };
}
