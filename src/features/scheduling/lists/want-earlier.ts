import type { AppointmentId } from '#domain/ids.ts';
import { err, type Result } from '#domain/result.ts';
import { isLive } from '#domain/scheduling/appointment.ts';
import { asapTerms } from '#domain/scheduling/asap.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { addToWaitlist, type WaitlistRefusal } from './add-to-waitlist.ts';
import { closeCase, type CaseRefusal } from './work-case.ts';

export type EarlierRefusal =
  | WaitlistRefusal
  | CaseRefusal
  | { readonly code: 'appointment/unknown' }
  /** Cancelled, missed or gone to another day. */
  | { readonly code: 'earlier/not-booked' };

export interface EarlierAsked {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
}

/**
 * Says of a booked patient that they would come earlier [ASAP-1]: they wait for the same visit with the same provider and give up what they have. Said
 * again after it was taken back, they wait anew.
 */
export async function wantEarlier(
  station: Station,
  { date, appointment: id }: EarlierAsked
): Promise<Result<Done, EarlierRefusal>> {
  const found = await station.rows.appointment(station.device.site, date, id);
  if (!found) return err({ code: 'appointment/unknown' });
  if (!isLive(found)) return err({ code: 'earlier/not-booked' });
  const terms = asapTerms(found, date, station.today());
  const before = await station.rows.case(terms.case);
  return addToWaitlist(station, before?.closed ? { ...terms, case: station.newId() } : terms);
}

/** They no longer would. */
export async function noLongerEarlier(
  station: Station,
  { date, appointment }: EarlierAsked
): Promise<Result<Done, EarlierRefusal>> {
  const open = await waitingCase(station, { date, appointment });
  return open ? closeCase(station, { case: open, reason: 'not-wanted' }) : err({ code: 'case/unknown' });
}

/** The place on the waitlist that a booking is to be given up for; null when there is none. */
export async function waitingCase(
  { rows, device }: Pick<Station, 'rows' | 'device'>,
  { date, appointment }: EarlierAsked
): Promise<string | null> {
  const found = await rows.appointment(device.site, date, appointment);
  if (!found) return null;
  const mine = await rows.casesOf(found.patient);
  const open = mine.find((one) => {
    return one.kind === 'waitlist' && one.closed === null && one.frees?.appointment === appointment;
  });
  return open?.case ?? null;
}
