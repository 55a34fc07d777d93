import { hexOf, type SignedHead } from '#domain/audit/chain.ts';
import { checkpointText, type Checkpoint, type DeviceHead } from '#domain/audit/checkpoint.ts';
import { ChainCheck, CheckpointCheck, type AuditReport } from '#domain/audit/verify.ts';
import type { DeviceNo } from '#domain/ids.ts';
import type { Journal } from '../journal/journal.ts';
import type { Device } from '../people/devices.ts';
import { auditRow, sha256, type AuditRow } from './audit-rows.ts';
import { isSignedBy } from './signature.ts';

export interface VerifyAuditOptions {
  /** The server's public point, hexadecimal. */
  readonly publicKey: string;
  /** The public points of devices that sign what they write, hexadecimal. */
  readonly deviceKeys?: ReadonlyMap<DeviceNo, string>;
  /** What devices were shown. */
  readonly witnesses?: readonly Checkpoint[];
}

/**
 * Checks the whole access log against itself, against the checkpoints and against what devices were shown [AUD-3] [AUD-4] [AUD-5]. Reads
 * every row of the journal once, a page at a time; the journal's own chain is `verify` without `--audit`.
 */
export async function verifyAudit(
  journal: Journal,
  { publicKey, deviceKeys = new Map(), witnesses = [] }: VerifyAuditOptions
): Promise<AuditReport> {
  const check = auditCheck(publicKey, deviceKeys);
  for (let since = 0; ;) {
    const rows = await journal.rows(since);
    const last = rows.at(-1);
    if (!last) break;
    for (const row of rows)
      check.row(row.doc.startsWith('audit/') ? auditRow(row.seq, row.update) : null, row.seq, row.hash);
    since = last.seq;
  }
  return check.end(witnesses);
}

/** The check row by row; `null` for rows of other documents. */
export interface AuditCheck {
  row(audit: AuditRow | null, seq: number, hash: Uint8Array): void;
  end(witnesses: readonly Checkpoint[]): AuditReport;
}

export function auditCheck(publicKey: string, deviceKeys: ReadonlyMap<DeviceNo, string> = new Map()): AuditCheck {
  const chains = new ChainCheck(sha256);
  const checkpoints = new CheckpointCheck(sha256);
  /** What the last rows changed, so that the heads as they were at one of them can be had. */
  let changes: { readonly seq: number; readonly dev: DeviceNo; readonly before: DeviceHead | undefined }[] = [];
  let hashes = new Map<number, string>();

  function headsAt(seq: number): Map<DeviceNo, DeviceHead> {
    const heads = new Map(chains.heads);
    for (let i = changes.length - 1; i >= 0; i--) {
      const change = changes[i];
      if (!change || change.seq <= seq) break;
      if (change.before) heads.set(change.dev, change.before);
      else heads.delete(change.dev);
    }
    return heads;
  }

  /** A signature is worth something where the server knows the device's key: of others nobody can say whose it is. */
  function takeSigned(signed: SignedHead | undefined): void {
    const key = signed && deviceKeys.get(signed.dev);
    if (!signed || key === undefined) return;
    const said = chains.takeSigned(signed);
    if (said !== null && !isSignedBy(key, said, signed.signature)) chains.wrongSignature(signed);
  }

  return {
    row(audit, seq, hash) {
      for (const checkpoint of audit?.checkpoints ?? []) {
        checkpoints.take(checkpoint, headsAt(checkpoint.upTo), {
          isSigned: isSignedBy(publicKey, checkpointText(checkpoint), checkpoint.signature),
          journal: hashes.get(checkpoint.upTo) ?? ''
        });
      }
      const signatures = [...(audit?.signatures ?? [])];
      for (const [index, entry] of (audit?.entries ?? []).entries()) {
        while (signatures[0] && signatures[0].after <= index) takeSigned(signatures.shift());
        changes.push({ seq, dev: entry.dev, before: chains.heads.get(entry.dev) });
        chains.take(entry);
      }
      for (const signed of signatures) takeSigned(signed);
      hashes.set(seq, hexOf(hash));
      if (changes.length > 2 * KEPT) changes = changes.slice(-KEPT);
      if (hashes.size > 2 * KEPT) hashes = new Map([...hashes].slice(-KEPT));
    },
    end(witnesses) {
      chains.end();
      chains.endUnsigned(new Set(deviceKeys.keys()));
      for (const witness of witnesses) checkpoints.witness(witness);
      const findings = [...chains.findings, ...checkpoints.findings];
      return { entries: chains.entries, sessions: chains.sessions, checkpoints: checkpoints.count, findings };
    }
  };
}

/** A checkpoint's row is written in the same breath as it is signed: what others wrote in between is far less than this. Rows. */
const KEPT = 5_000;

/** Of devices that sign, removed ones too: what they wrote stays. */
export function signingKeys(devices: readonly Device[]): ReadonlyMap<DeviceNo, string> {
  return new Map(devices.flatMap(({ deviceNo, keys }) => (keys ? [[deviceNo, keys.sig] as const] : [])));
}
