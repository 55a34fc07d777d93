import type { PatientField } from './patient-columns.ts';
import type { UserId } from '../ids.ts';

/**
 * Files of another system's patients, taken in at a desk [IMP-33]: asked for with the verb `practice`. One file at a time for the whole practice; it
 * lies at the server until it is taken in, forgotten, or left alone for half an hour.
 */

export type UploadFormat = 'csv' | 'vcard' | 'fhir';

/** The largest file, bytes; the command line reads larger ones. */
export const MAX_IMPORT_BYTES = 64 * 1024 * 1024;
/** One part of it, bytes before they become text. */
export const IMPORT_PART_BYTES = 192 * 1024;

/** `POST /api/import/begin`: a file is coming. */
export interface BeginImportRequest {
  readonly format: UploadFormat;
  readonly bytes: number;
}

/** `POST /api/import/part`: what comes next of it. A part that is there already is passed over, so it may be sent again. */
export interface ImportPartRequest {
  /** Where it begins, bytes. */
  readonly at: number;
  readonly base64: string;
}

/** `POST /api/import/check` reads all of it and writes nothing; `POST /api/import/start` takes it in. Both answer at once; `GET /api/import` says how it goes. */
export interface ImportChoices {
  /** For a list: what somebody decided of its columns, by header; null: not read. */
  readonly columns: readonly { readonly header: string; readonly field: PatientField | null }[];
  /** For a list: null: as its header says. */
  readonly dayFirst: boolean | null;
  /** The other system's name; '' when there is only one. */
  readonly source: string;
}

export const NO_IMPORT_CHOICES: ImportChoices = { columns: [], dayFirst: null, source: '' };

/**
 * `GET /api/import`, and the answer of each of the above, of `POST /api/import/stop` (ends what runs, after the batch in hand) and of
 * `POST /api/import/forget` (removes the file).
 */
export interface ImportState {
  readonly step: 'none' | 'receiving' | 'checking' | 'checked' | 'taking-in' | 'done' | 'stopped' | 'failed';
  readonly format: UploadFormat | null;
  /** Who brought the file. */
  readonly by: UserId | null;
  readonly bytes: number;
  /** What is here of them. */
  readonly have: number;
  /** How far what runs has come, 0 to 1. */
  readonly done: number;
  readonly choices: ImportChoices;
  /** Of a list, once it is here. */
  readonly preview: ListPreview | null;
  /** Of the last reading. */
  readonly outcome: ImportOutcome | null;
  /** Why it failed, for a person. */
  readonly say: string | null;
}

/** What a list looks like before anything of it is taken. */
export interface ListPreview {
  readonly encoding: string;
  readonly dayFirst: boolean;
  readonly columns: readonly {
    readonly at: number;
    readonly header: string;
    readonly field: PatientField | null;
  }[];
  /** The first rows, cell by cell. */
  readonly rows: readonly (readonly string[])[];
}

export interface ImportOutcome {
  /** Nothing was written. */
  readonly dryRun: boolean;
  readonly total: ImportCounts;
  /** By kind of record. */
  readonly counts: Readonly<Record<string, ImportCounts>>;
  /** The first `MAX_REPORTED` of them. */
  readonly refused: readonly ImportLine[];
  /** Taken in, with something to know; the first `MAX_REPORTED`. */
  readonly remarks: readonly ImportLine[];
  /** Refusals and remarks that are not listed. */
  readonly notListed: number;
}

export const MAX_REPORTED = 500;

export interface ImportCounts {
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly notKept: number;
}

export interface ImportLine {
  /** In the file, from 1. */
  readonly line: number | null;
  /** In its bundle, from 0. */
  readonly entry: number | null;
  readonly resource: string;
  readonly reason: string;
}
