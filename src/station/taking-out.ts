import type { AuditNote, AuditRef } from '#domain/audit/audit-facts.ts';
import type { SiteId } from '#domain/ids.ts';
import type { FieldGroup } from '#domain/practice/minimum-necessary.ts';
import { err, ok, type Result, type Words } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Rights } from './rights.svelte.ts';
import type { Station } from './station.ts';

/** Patients' data on their way out of this device. */
export interface TakenOut {
  readonly how: 'print' | 'copy';
  readonly refs: readonly AuditRef[];
  /** Groups of patients' fields; `access-log` is what was seen and done, which whoever may read it sees in full. */
  readonly fields: readonly (FieldGroup | 'access-log')[];
}

export type TakeOutRefusal =
  { readonly code: 'take-out/print-not-yours' } | { readonly code: 'take-out/copy-not-yours' };

const WORDS: Words<TakeOutRefusal> = {
  'take-out/print-not-yours': () => 'Your role does not print this. Ask a manager.',
  'take-out/copy-not-yours': () => 'Your role does not copy patients’ data. Ask a manager.'
};

export const takeOutWords = ({ code }: TakeOutRefusal): string => WORDS[code]({ code } as never); // each is its own code's

/** The sheets of these days, one for each. */
export function daySheets({ device }: Pick<Station, 'device'>, days: readonly LocalDate[]): TakenOut {
  return sheetsOf(days.map((date) => ({ site: device.site, date })));
}

/** The sheets of days of any office. @param names without them only when, with whom and what for is on it */
export function sheetsOf(days: readonly { readonly site: SiteId; readonly date: LocalDate }[], names = true): TakenOut {
  const refs = days.map(({ site, date }) => `day:${site}/${date}` as const);
  return { how: 'print', refs, fields: names ? ['identity', 'scheduling', 'clinical', 'notes'] : ['scheduling'] };
}

/** How it is told: only a no has words. */
export const TAKE_OUT = { done: (): null => null, refused: takeOutWords } as const;

const ACTS = {
  print: { act: 'take-out/print', action: 'sheet/printed', refused: 'take-out/print-not-yours' },
  copy: { act: 'take-out/copy', action: 'field/copied', refused: 'take-out/copy-not-yours' }
} as const;

/** Whether they may leave at all: what would be refused is not offered [ROLE-5]. */
export function mayLeave(rights: Rights, { how, fields }: TakenOut): boolean {
  // A copy has what is on screen, masks and all; a sheet has its groups in full.
  const isSeen = how === 'copy' || fields.every((group) => group === 'access-log' || rights.sees(group) === 'full');
  return rights.can(ACTS[how].act) && isSeen;
}

/**
 * Asks whether they may leave; they may once the access log has it on disk. A no is written down too [AUD-8] [MIN-4].
 * @throws {StorageFault} when it cannot be written: nothing leaves then
 */
export async function takeOut(station: Station, rights: Rights, out: TakenOut): Promise<Result<true, TakeOutRefusal>> {
  const { action, refused } = ACTS[out.how];
  const note: AuditNote = { action, refs: out.refs, fields: out.fields };
  if (!mayLeave(rights, out)) {
    station.audit.did({ ...note, verdict: 'denied' });
    return err({ code: refused });
  }
  await station.audit.note(note);
  return ok(true);
}

/** Who, when and on what: stands on every sheet with patients' data [MIN-5]. @param when `11/20/2026 10:00 am` */
export function printMark({ user, device }: Pick<Station, 'user' | 'device'>, when: string): string {
  return `${user.name} · ${when} · device ${device.label}`;
}
