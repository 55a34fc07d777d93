import type { Json } from '#domain/export/json.ts';

/** What an export does with each resource: writes it to its file, or only counts it. */
export interface Sink {
  write(resource: Json): Promise<void>;
  close(): Promise<void>;
}

/** `asItCame`: word for word; `changed`: with what changed here since; `made`: of our own facts alone. */
export type Origin = 'asItCame' | 'changed' | 'made';

export type ExportCounts = Readonly<Record<Origin, number>>;

export interface ExportReport {
  readonly dryRun: boolean;
  /** Ended by Ctrl-C: the files are not whole. */
  readonly stopped: boolean;
  readonly seconds: number;
  readonly patients: number;
  /** Papers whose pages are not in the files: their desk has not sent them yet, or they are damaged or too large; absent for a list. */
  readonly withoutPages?: number;
  /** By FHIR resource type. */
  readonly counts: Readonly<Record<string, ExportCounts>>;
}
