import { randomBytes } from 'node:crypto';
import { COMMAND_LINE, type AuditNote } from '#domain/audit/audit-facts.ts';
import { idFrom } from '#domain/ids.ts';
import { ServedLog } from '../audit/served-log.ts';
import type { Core } from '../core.ts';
import { AGENT_NO } from '../people/devices.ts';
import { writerOf } from './writer-of.ts';

/**
 * Writes into the server's own chain what was done at its command line [AUD-22]: by the log of the server that runs, else by one opened
 * for this entry alone and on disk before this resolves.
 */
export async function noteAct(core: Core, note: AuditNote): Promise<void> {
  if (core.told.isOpen) {
    core.told.did(note, COMMAND_LINE);
    return;
  }
  const { notes, now } = core;
  const writer = writerOf(core, AGENT_NO, 'agent');
  let fault: unknown = null;
  const log = new ServedLog({
    writer,
    notes,
    now,
    newSession: () => idFrom(randomBytes(10)),
    onFault: (error) => (fault ??= error)
  });
  log.did(note, COMMAND_LINE);
  await log.flush();
  if (fault) throw fault instanceof Error ? fault : new Error('the access log was not written');
}

/** That patients left in files [EXP-6]. */
export async function noteExport(core: Core, { patients, into }: { readonly patients: number; readonly into: string }) {
  const reason = `${patients.toLocaleString('en-US')} patients, ${into}, at the command line`;
  await noteAct(core, { action: 'patients/exported', refs: [], reason });
}
