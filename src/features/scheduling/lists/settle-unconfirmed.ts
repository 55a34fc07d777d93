import { dayDoc, type DocId } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { isLive } from '#domain/scheduling/appointment.ts';
import { confirmationOf } from '#domain/scheduling/confirmation.ts';
import { isAtRisk, type UnconfirmedPolicy } from '#domain/scheduling/unconfirmed.ts';
import type { LocalDate } from '#domain/time.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { noticeFor } from '../notice.ts';

export interface UnconfirmedSettled {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
  readonly how: UnconfirmedPolicy;
}

export type UnconfirmedRefusal =
  /** Somebody confirmed it, called it off, or settled it meanwhile. */
  | { readonly code: 'unconfirmed/not-open' }
  /** Losing the visit would be dangerous. */
  | { readonly code: 'unconfirmed/at-risk' };

/**
 * Says what becomes of visits that nobody confirmed, in one commit [CONF-7]: each stays, may be booked over once, or is called off and its time is free. None of a patient at clinical risk is given up, and
 * what is no longer open is passed over; with nothing left it is refused.
 */
export async function settleUnconfirmed(
  station: Station,
  visits: readonly UnconfirmedSettled[]
): Promise<Result<Done, UnconfirmedRefusal>> {
  const byDay = new Map<DocId, NewFact[]>();
  let risky = false;
  for (const { date, appointment: id, how } of visits) {
    const found = await station.rows.appointment(station.device.site, date, id);
    if (!found || !isLive(found) || found.unconfirmed || confirmationOf(found).state === 'confirmed') continue;
    const flags = (await station.rows.patient(found.patient))?.flags ?? [];
    if (how !== 'keep' && isAtRisk(found, flags)) {
      risky = true;
      continue;
    }
    const doc = dayDoc(station.device.site, date);
    const noticeHours = noticeFor(station, date, found.at.start);
    byDay.set(doc, [...(byDay.get(doc) ?? []), factFor(id, how, noticeHours)]);
  }
  if (byDay.size === 0) return err({ code: risky ? 'unconfirmed/at-risk' : 'unconfirmed/not-open' });
  const parts = [...byDay].map(([doc, facts]) => ({ doc, facts }));
  const written = await station.recordTogether('lists/settle-unconfirmed', parts);
  return ok(doneTogether('lists/settle-unconfirmed', parts, written));
}

function factFor(appointment: AppointmentId, how: UnconfirmedPolicy, noticeHours: number): NewFact {
  if (how === 'release')
    return { kind: 'appointment/cancelled', of: { appointment, by: 'clinic', reason: 'unconfirmed', noticeHours } };
  return { kind: 'appointment/unconfirmed-settled', of: { appointment, how: how === 'keep' ? 'kept' : 'overbook' } };
}
