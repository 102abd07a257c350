import type ts from 'typescript';
import type { RuleName } from '../../common/ruleNames.ts';
import type { Finding, Fix, RelatedPlace, Span } from './finding.ts';
import type { Names } from './names.ts';

/** What else a finding has besides its place and its sentence. */
interface Details {
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
}

/** A file, as a rule sees it. */
export interface FileContext<Fact = unknown> {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly source: ts.SourceFile;
  readonly names: Names;
  /** Tells a mistake. */
  report(place: ts.Node | Span, message: string, details?: Details): void;
  /** Makes a finding that is told later, once the whole project is known. */
  finding(place: ts.Node | Span, message: string, details?: Details): Finding & { readonly path: string };
  /** Tells what `combine` needs to know. */
  fact(fact: Fact): void;
}

interface Collected {
  findings: Finding[];
  facts: Map<RuleName, unknown[]>;
}

/** What rule `rule` sees of a file, and where what it says goes. */
export function fileContext(
  rule: RuleName,
  source: ts.SourceFile,
  names: Names,
  { findings, facts }: Collected,
): FileContext {
  const path = source.fileName;
  const finding: FileContext['finding'] = (place, message, { fixes = [], related = [] } = {}) => ({
    rule,
    path,
    ...spanOf(place, source),
    message,
    fixes,
    related,
  });
  return {
    path,
    source,
    names,
    finding,
    report: (...what) => void findings.push(finding(...what)),
    fact: (fact) => {
      const others = facts.get(rule);
      if (others) others.push(fact);
      else facts.set(rule, [fact]);
    },
  };
}

const spanOf = (place: ts.Node | Span, source: ts.SourceFile): Span =>
  'kind' in place ? { start: place.getStart(source), end: place.getEnd() } : { start: place.start, end: place.end };
