import type { WaitlistTerms } from '../casework/case-facts.ts';
import type { WaitlistEntry } from '../casework/case.ts';
import type { AppointmentId, CaseId } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';

/** Hours of notice that are assumed of who would come earlier: a day, until they say otherwise. */
const NOTICE_HOURS = 24;

/** The place on the waitlist of an appointment whose patient would come earlier: the same whichever desk writes it [ASAP-1]. */
export function asapCaseOf(appointment: AppointmentId): CaseId {
  return `e-${appointment.toLowerCase().replace(/[^a-z0-9_-]/g, '-')}`.slice(0, 64);
}

/** What it asks for: the same visit with the same provider, from today to the day it is booked for, which is given up for it. */
export function asapTerms(
  { appointment, patient, label, visitType, at }: Appointment,
  date: LocalDate,
  today: LocalDate
): Omit<WaitlistTerms, 'site'> {
  return {
    ...{ case: asapCaseOf(appointment), patient, label, visitTypes: [visitType], practitioners: [at.practitioner] },
    ...{ times: [], earliest: today, latest: date, noticeHours: NOTICE_HOURS, priority: 3, channel: 'phone' },
    expires: date,
    frees: { date, appointment }
  };
}

/** How it stands with somebody who would come earlier than they are booked. */
export interface AsapLine {
  readonly entry: WaitlistEntry & { readonly frees: NonNullable<WaitlistEntry['frees']> };
  /** The booking they have; null where it no longer stands, and nothing is waited for. */
  readonly booked: Appointment | null;
}

/** Who would come earlier, in order of the day they are booked for; those whose booking is over or gone come first, to be taken off [ASAP-2]. */
export function asapLines(
  entries: readonly WaitlistEntry[],
  bookings: ReadonlyMap<AppointmentId, Appointment>,
  today: LocalDate
): readonly AsapLine[] {
  return entries
    .flatMap((entry): AsapLine[] => {
      const { frees } = entry;
      if (!frees || entry.closed !== null) return [];
      const found = frees.date >= today ? bookings.get(frees.appointment) : undefined;
      return [{ entry: { ...entry, frees }, booked: found && isLive(found) ? found : null }];
    })
    .sort(
      (a, b) =>
        Number(a.booked !== null) - Number(b.booked !== null) ||
        (a.entry.frees.date < b.entry.frees.date ? -1 : a.entry.frees.date > b.entry.frees.date ? 1 : 0) ||
        (a.booked?.at.start ?? 0) - (b.booked?.at.start ?? 0) ||
        (a.entry.case < b.entry.case ? -1 : 1)
    );
}
