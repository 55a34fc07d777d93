import type { DeviceNo, UserId } from '../ids.ts';
import type { Instant } from '../time.ts';
import { ascii, type AuditEntry, type SignedHead } from './chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Sha256 } from './sha256.ts';
import type { ChainState } from './verify.ts';

/**
 * The lines of an export (docs/access-log-export.md), JSON one to a line, in ASCII. Each ends with `sum`, the first 16 digits of
 * SHA-256 over the whole sum of the line before it and the line without its own: the first line that is not as it was written is known.
 */
export type ExportLine =
  | ({ readonly line: 'head' } & ExportHead)
  | ({ readonly line: 'entry' } & AuditEntry)
  | ({ readonly line: 'signed' } & SignedHead)
  | ({ readonly line: 'checkpoint' } & Checkpoint)
  | ({ readonly line: 'end' } & ExportEnd)
  /** The server's signature over the sum of all before it: sealText. */
  | { readonly line: 'seal'; readonly signature: string }
  /** What the device that made the file was shown by the server, at another time. Not under the seal. */
  | ({ readonly line: 'witness' } & Checkpoint);

export interface ExportHead {
  readonly format: 'anteroom access log';
  readonly version: 1;
  readonly epoch: string;
  /** The server's public point, hexadecimal. */
  readonly serverKey: string;
  /** Entries that reached the server from this moment, up to that one. */
  readonly from: Instant;
  readonly to: Instant;
  readonly madeAt: Instant;
  readonly madeBy: UserId;
  /** Public points of the devices that sign what they write; null for one that does not. */
  readonly devices: readonly { readonly device: DeviceNo; readonly label: string; readonly key: string | null }[];
  /** How devices and sessions stood before the first entry. */
  readonly start: ChainState;
}

/** How they stand after the last: an entry that is gone from the end is missed here. */
export interface ExportEnd extends ChainState {
  readonly entries: number;
  readonly checkpoints: number;
}

const SHOWN = 16;

/** Writes lines, each with its sum. */
export function exportWriter(sha256: Sha256): { readonly sum: string; write(line: ExportLine): string } {
  let sum = '';
  return {
    get sum() {
      return sum;
    },
    write(line) {
      const text = ascii(JSON.stringify(line));
      sum = sha256(sum + text);
      return `${text.slice(0, -1)},"sum":"${sum.slice(0, SHOWN)}"}`;
    }
  };
}

/** What the server signs, of the sum of everything up to and with the line `end`. */
export function sealText(sum: string): string {
  return `anteroom access log export 1\n${sum}`;
}

/** A line without its sum, and what the sum should be with the sum of the line before. */
export function unsummed(
  text: string,
  before: string,
  sha256: Sha256
): { readonly sum: string; readonly isAsWritten: boolean; readonly body: string } {
  const found = /^(.*),"sum":"([0-9a-f]{16})"\}\s*$/.exec(text);
  const body = found ? `${found[1] ?? ''}}` : text;
  const sum = sha256(before + ascii(body));
  return { sum, isAsWritten: found?.[2] === sum.slice(0, SHOWN), body };
}
