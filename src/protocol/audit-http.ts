import type { AuditAnswer, AuditCards, AuditQuestion, Watch } from '../domain/audit/audit-line.ts';
import type { Checkpoint } from '../domain/audit/checkpoint.ts';
import type { DeviceNo } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';

/** `GET /api/audit/checkpoints?after=<n>`, any device: the server's checkpoints after number `n` (-1 for all), at most 500 at once. */
export interface CheckpointsAnswer {
  readonly epoch: string;
  /** The server's public point, hexadecimal: the one that devices pin when they are enrolled. */
  readonly publicKey: string;
  readonly checkpoints: readonly Checkpoint[];
  /** There are more already. */
  readonly more: boolean;
}

/** The rest of these ask for a person with the verb `audit`. That somebody asked is written down too; whom they asked about with it. */

/** `POST /api/audit/entries`, answers `AuditAnswer`: a page of entries, the latest first. */
export type AuditEntriesRequest = AuditQuestion;

/** `POST /api/audit/exceptions`. Whom somebody who works here may know is for the desk to say: the server compares no names. */
export interface AuditExceptionsRequest extends Pick<AuditQuestion, 'from' | 'to' | 'before'> {
  readonly watches: readonly Watch[];
}
export interface AuditExceptions {
  readonly answer: AuditAnswer;
  readonly cards: AuditCards;
}

/** `POST /api/audit/explain`: looked at, and why it was right. */
export interface ExplainRequest {
  /** `7/8f2k…/41` */
  readonly entry: string;
  readonly note: string;
}

/** `GET /api/audit/devices`: what the numbers in a log are called, removed devices too. */
export interface AuditDevice {
  readonly device: DeviceNo;
  readonly label: string;
  readonly name: string | null;
}

/** `POST /api/audit/export`: what reached the server between two moments, as the lines of a file (docs/access-log-export.md). */
export interface ExportRequest {
  readonly from: Instant;
  readonly to: Instant;
}
export interface AuditExport {
  readonly lines: readonly string[];
}
