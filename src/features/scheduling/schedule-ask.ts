import type { PatientId } from '#domain/ids.ts';
import { isLive } from '#domain/scheduling/appointment.ts';
import { isLocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import type { BookingForm } from './booking-form.ts';
import { payerFormOf, type PayerForm } from './payer-form.ts';

/** What an address asks to take in hand at once. */
export interface ScheduleAsk {
  readonly draft: string | null;
  readonly appointment: string | null;
  readonly patient: string | null;
  /** What is known of the visit that is to be booked, and whether a time is looked for at once. */
  readonly visitType?: string | null;
  readonly practitioner?: string | null;
  readonly finds?: boolean;
  /** The appointment it is made in place of: its day, a slash, its id. */
  readonly instead?: string | null;
}

/** What a booking begins with that is made in place of an appointment: that one, its note and what its payer asked for. */
export interface InsteadBegun {
  readonly instead: NonNullable<BookingForm['instead']>;
  readonly note: string;
  readonly payer: PayerForm;
}

/**
 * Reads `2026-11-20/a-1` of an address: the patient's appointment while it stands; null for any other, and for what is no such text [BOOK-17].
 * One of today is given up because they came too late for it; one of another day because they came on this one.
 */
export async function insteadAsked(station: Station, text: string, patient: PatientId): Promise<InsteadBegun | null> {
  const [, date = '', id = ''] = /^(\d{4}-\d{2}-\d{2})\/(.{1,64})$/.exec(text) ?? [];
  if (!isLocalDate(date)) return null;
  const { site } = station.device;
  const found = await station.rows.appointment(site, date, id);
  if (!found || !isLive(found) || found.patient !== patient) return null;
  const reason = date === station.today() ? 'late' : 'wrong-day';
  return {
    instead: { site, date, appointment: id, reason, gives: true },
    note: found.note,
    payer: payerFormOf(found)
  };
}
