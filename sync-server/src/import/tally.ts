import type { ImportRecord, Remark } from './records.ts';
import { remarkWords, wordsFor, type ImportRefusal } from './refusals.ts';

export type Outcome = 'added' | 'changed' | 'unchanged' | 'refused' | 'notKept';

export type Counts = Readonly<Record<'read' | Outcome, number>>;

/** One record that was not taken in, or that someone should look at. */
export interface ReportedRecord {
  readonly file: string;
  readonly line?: number;
  /** In its bundle, from 0. */
  readonly entry?: number;
  readonly resource: string;
  /** What the record goes by in its own system. */
  readonly id: string | null;
  readonly code: string;
  readonly reason: string;
}

/** What an import did, as `--report` writes it. */
export interface ImportReport {
  readonly from: string;
  readonly dryRun: boolean;
  /** Ended by Ctrl-C: the same command goes on where it stopped. */
  readonly stopped: boolean;
  readonly startedAt: string;
  readonly seconds: number;
  readonly files: number;
  /** Files in the folder that are of no kind an import reads. */
  readonly passedOver: readonly string[];
  readonly total: Counts;
  readonly counts: Readonly<Record<string, Counts>>;
  readonly refused: readonly ReportedRecord[];
  /** Taken in, with something a person should know. */
  readonly remarks: readonly ReportedRecord[];
  /** Refusals and remarks beyond the first 100,000 are counted, not listed. */
  readonly notListed: number;
}

const MOST_LISTED = 100_000;

/** Counts what becomes of records, and keeps what a report must say about single ones. */
export interface Tally {
  count(record: ImportRecord, outcome: Outcome, refusal?: ImportRefusal): void;
  remark(record: ImportRecord, remark: Remark): void;
  total(): Counts;
  counts(): Readonly<Record<string, Counts>>;
  readonly refused: readonly ReportedRecord[];
  readonly remarks: readonly ReportedRecord[];
  notListed(): number;
}

export function newTally(): Tally {
  const byKind = new Map<string, Record<'read' | Outcome, number>>();
  const refused: ReportedRecord[] = [];
  const remarks: ReportedRecord[] = [];
  let notListed = 0;
  const list = (into: ReportedRecord[], record: ImportRecord, code: string, reason: string): void => {
    if (refused.length + remarks.length < MOST_LISTED) into.push(reported(record, code, reason));
    else notListed++;
  };
  return {
    count(record, outcome, refusal) {
      const counts = byKind.get(record.resource) ?? {
        read: 0,
        added: 0,
        changed: 0,
        unchanged: 0,
        refused: 0,
        notKept: 0
      };
      byKind.set(record.resource, counts);
      counts.read++;
      counts[outcome]++;
      if (refusal) list(refused, record, refusal.code, wordsFor(refusal));
    },
    remark: (record, remark) => list(remarks, record, remark, remarkWords[remark]),
    total: () => [...byKind.values()].reduce(sum, NONE),
    counts: () => Object.fromEntries([...byKind].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    refused,
    remarks,
    notListed: () => notListed
  };
}

const NONE: Counts = { read: 0, added: 0, changed: 0, unchanged: 0, refused: 0, notKept: 0 };

function sum(a: Counts, b: Counts): Counts {
  return {
    read: a.read + b.read,
    added: a.added + b.added,
    changed: a.changed + b.changed,
    unchanged: a.unchanged + b.unchanged,
    refused: a.refused + b.refused,
    notKept: a.notKept + b.notKept
  };
}

function reported(record: ImportRecord, code: string, reason: string): ReportedRecord {
  return {
    file: record.file,
    ...(record.line === undefined ? {} : { line: record.line }),
    ...(record.entry === undefined ? {} : { entry: record.entry }),
    resource: record.resource,
    id: record.sourceId,
    code,
    reason
  };
}
