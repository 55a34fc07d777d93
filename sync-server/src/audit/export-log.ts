import type { AuditEntry } from '#domain/audit/chain.ts';
import { exportWriter, sealText, type ExportLine } from '#domain/audit/export.ts';
import { ChainCheck } from '#domain/audit/verify.ts';
import type { UserId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { Core } from '../core.ts';
import { auditRows, sha256, type AuditRow } from './audit-rows.ts';

export interface ExportAsked {
  readonly from: Instant;
  readonly to: Instant;
  readonly by: UserId;
}

/** Entries in one file: about a month of a large practice, 70 MB. */
export const MOST_EXPORTED = 200_000;

/** More was asked for than one file holds. */
export class ExportTooLarge extends Error {
  override readonly name = 'ExportTooLarge';
}

/**
 * The lines of an export (src/domain/audit/export.ts): what reached the server between two moments, sealed by it [AUD-18]. The log is read
 * from its beginning, so that the file can say how every chain stood where it begins. @throws {ExportTooLarge}
 */
export async function exportLog(
  { journal, devices, serverKey, now }: Pick<Core, 'journal' | 'devices' | 'serverKey' | 'now'>,
  { from, to, by }: ExportAsked
): Promise<readonly string[]> {
  const [first, last] = await Promise.all([journal.seqBefore(from), journal.seqBefore(to)]);
  const chains = new ChainCheck(sha256);
  const range: AuditRow[] = [];
  let entries = 0;
  for await (const row of auditRows(journal, 0)) {
    if (row.seq > last) break;
    if (row.seq <= first) for (const entry of row.entries) chains.take(entry);
    else {
      range.push(row);
      entries += row.entries.length;
      if (entries > MOST_EXPORTED) throw new ExportTooLarge('too many entries');
    }
  }
  const touched = new Set(range.flatMap((row) => row.entries.map(({ dev, session }) => `${dev}/${session}`)));
  const known = await devices.all();
  const writer = exportWriter(sha256);
  const lines = [
    writer.write({
      line: 'head',
      format: 'anteroom access log',
      version: 1,
      epoch: journal.epoch,
      serverKey: serverKey.raw,
      from,
      to,
      madeAt: now(),
      madeBy: by,
      devices: known.map(({ deviceNo, label, keys }) => ({ device: deviceNo, label, key: keys?.sig ?? null })),
      start: chains.state(touched)
    })
  ];
  const body = inOrder(range, first, last);
  for (const line of body) {
    if (line.line === 'entry') chains.take(line);
    lines.push(writer.write(line));
  }
  const checkpoints = body.filter(({ line }) => line === 'checkpoint').length;
  lines.push(writer.write({ line: 'end', ...chains.state(touched), entries, checkpoints }));
  const signature = await serverKey.sign(new TextEncoder().encode(sealText(writer.sum)));
  return [...lines, writer.write({ line: 'seal', signature })];
}

/** As the journal has them; a checkpoint stands after all that it speaks of, though its own row came later. */
function inOrder(rows: readonly AuditRow[], first: number, last: number): ExportLine[] {
  const placed = rows.flatMap((row) => [
    ...linesOf(row).map((line) => ({ line, at: row.seq })),
    ...row.checkpoints
      .filter(({ upTo }) => first <= upTo && upTo <= last)
      .map((checkpoint) => ({ line: { line: 'checkpoint' as const, ...checkpoint }, at: checkpoint.upTo + 0.5 }))
  ]);
  return placed.sort((a, b) => a.at - b.at).map(({ line }) => line);
}

function linesOf({ entries, signatures }: AuditRow): ExportLine[] {
  const lines: ExportLine[] = [];
  const signed = [...signatures];
  const put = (index: number): void => {
    while (signed[0] && signed[0].after <= index) {
      const { dev, session, seq, signature } = signed.shift() ?? signed[0];
      lines.push({ line: 'signed', dev, session, seq, signature });
    }
  };
  entries.forEach((entry: AuditEntry, index) => {
    put(index);
    lines.push({ line: 'entry', ...entry });
  });
  put(entries.length);
  return lines;
}
