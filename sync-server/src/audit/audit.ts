import { randomBytes } from 'node:crypto';
import { parseDocId } from '#domain/documents.ts';
import { idFrom } from '#domain/ids.ts';
import type { NoCode } from '#protocol/codes.ts';
import { writerOf } from '../clinic/writer-of.ts';
import { restoredAt, type Core, type CoreOptions } from '../core.ts';
import { AGENT_NO } from '../people/devices.ts';
import { AuditIndex } from './audit-index.ts';
import { Checkpoints } from './checkpoints.ts';
import { MonthSeals } from './month-seals.ts';
import { ServedLog } from './served-log.ts';
import { tellHowItBegins } from './server-begins.ts';
import { CheckpointShelf } from './shelf.ts';

/** What the server writes down of itself, and what it signs of everybody's access logs. */
export interface Audit {
  readonly shelf: CheckpointShelf;
  readonly served: ServedLog;
  readonly checkpoints: Checkpoints;
  readonly index: AuditIndex;
  readonly months: MonthSeals;
}

/** Its second argument: what bears on who can reach what. */
export async function auditOf(
  core: Core,
  { databaseUrl, tls, hosts }: Partial<Record<'databaseUrl' | 'tls' | 'hosts', unknown>>,
  onFault: (error: unknown) => void
): Promise<Audit> {
  const { journal, notes, now, serverKey: key } = core;
  const hand = () => writerOf(core, AGENT_NO, 'agent');
  const served = new ServedLog({ writer: hand(), notes, now, newSession: () => idFrom(randomBytes(10)), onFault });
  core.told.to(served);
  const config = [databaseUrl === undefined ? 'sqlite' : 'postgresql', tls ? 'tls' : 'no tls'];
  config.push(hosts ? 'addresses apart' : 'one address');
  const restored = await restoredAt(notes);
  await tellHowItBegins({ notes, told: served, config, restoredAt: restored, isEmpty: journal.head() === 0 });
  return {
    shelf: new CheckpointShelf(journal, now),
    served,
    index: new AuditIndex(core, onFault),
    months: new MonthSeals(core, onFault),
    checkpoints: new Checkpoints({ journal, notes, writer: hand(), key, now, onFault })
  };
}

/** Codes that say: not for you. What else is refused is a mistake or a fault of a device. */
const DENIED: ReadonlySet<NoCode> = new Set(['E_ROLE', 'E_VERB', 'E_FOREIGN']);

/** Writes down what the gate would not take from a device for who or what it is. Before the log is there nobody can send anything. */
export function deniedFrames(): { readonly onRefused: NonNullable<CoreOptions['onRefused']>; audit: Audit | null } {
  return {
    audit: null,
    onRefused(code, of) {
      const isOurs = of?.device.role === 'agent' || of?.device.role === 'importer';
      if (!of || isOurs || !DENIED.has(code) || !parseDocId(of.doc)) return;
      this.audit?.served.denied(of.device.deviceNo, code, [`document:${of.doc}`]);
    }
  };
}
