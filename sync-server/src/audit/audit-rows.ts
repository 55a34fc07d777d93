import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditFact } from '#domain/audit/audit-facts.ts';
import { entriesIn, signaturesIn, type AuditEntry, type SignedHead } from '#domain/audit/chain.ts';
import { checkpointOf, type Checkpoint } from '#domain/audit/checkpoint.ts';
import type { Sha256 } from '#domain/audit/sha256.ts';
import { deviceOf } from '#domain/ids.ts';
import { recordedIn } from '../gate/writer.ts';
import type { Journal } from '../journal/journal.ts';
import { AGENT_NO } from '../people/devices.ts';

/** Node's own SHA-256: four times as fast as the one that runs everywhere. */
export const sha256: Sha256 = (ascii) => hash('sha256', ascii);

/** What one row of the journal says of the access log. */
export interface AuditRow {
  readonly seq: number;
  readonly entries: readonly AuditEntry[];
  /** What devices signed of their chains, each with how many of `entries` come before it. */
  readonly signatures: readonly (SignedHead & { readonly after: number })[];
  /** Only the server's own device makes these. */
  readonly checkpoints: readonly Checkpoint[];
}

const PREFIXES = ['audit/'];
const PAGE = 500;

/** Every row of the access log after `since`, in the journal's order; others get turns between. Answers how far was looked. */
export async function* auditRows(journal: Journal, since: number): AsyncGenerator<AuditRow, number> {
  for (let from = since; ;) {
    const { changes, upTo, more } = await journal.changes(from, PAGE, PREFIXES);
    for (const { seq, update } of changes) yield auditRow(seq, update);
    from = upTo;
    if (!more) return upTo;
    await nextTurn();
  }
}

export function auditRow(seq: number, update: Uint8Array): AuditRow {
  const recorded = recordedIn(update);
  const checkpoints = recorded.flatMap(({ client, fact }) => {
    const known = fact as AuditFact; // other kinds fall through
    return known.kind === 'audit/checkpoint' && deviceOf(client) === AGENT_NO ? [checkpointOf(known.of)] : [];
  });
  return { seq, entries: entriesIn(recorded), signatures: signaturesIn(recorded), checkpoints };
}
