import type { Fact } from '../fact.ts';
import type { PatientFlag } from '../patient/flags.ts';
import { instantAt, plusDays, type Instant, type ZoneId } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import { confirmationOf } from './confirmation.ts';
import type { DatedAppointment } from './unscheduled.ts';

/** What a practice does with a visit that nobody has confirmed by noon of the day before [CONF-7]. */
export const UNCONFIRMED_POLICIES = ['keep', 'overbook', 'release'] as const;
export type UnconfirmedPolicy = (typeof UNCONFIRMED_POLICIES)[number];

/** A fact of the `practice` document; the later word counts. Nothing said is `keep`. */
export type UnconfirmedFact = Fact<'unconfirmed/ruled', { readonly policy: UnconfirmedPolicy }>;

/** Noon of the day before: the minute of the wall clock from which on it is asked what becomes of it. */
const ASKED_FROM = 720;

/** A visit that somebody has to say something of. */
export interface Unconfirmed extends DatedAppointment {
  /** High clinical risk: it is kept, whatever the policy. */
  readonly atRisk: boolean;
  /** What one key does. */
  readonly proposed: UnconfirmedPolicy;
}

/** Whether losing the visit would be dangerous: it was booked as most urgent, or the patient is flagged. */
export function isAtRisk({ urgency }: Pick<Appointment, 'urgency'>, flags: readonly PatientFlag[]): boolean {
  return urgency === 1 || flags.includes('clinical-risk');
}

/**
 * Visits that are not confirmed at noon of the day before, from then until they begin, and of which nobody has said what becomes of them [CONF-7]. Nothing happens by
 * itself: each waits for a person's key. @param flagsOf of a patient
 */
export function unconfirmedNow(
  booked: readonly DatedAppointment[],
  {
    policy,
    flagsOf,
    now,
    zone
  }: {
    readonly policy: UnconfirmedPolicy;
    readonly flagsOf: (patient: string) => readonly PatientFlag[];
    readonly now: Instant;
    readonly zone: ZoneId;
  }
): readonly Unconfirmed[] {
  return booked.flatMap(({ date, appointment }): Unconfirmed[] => {
    const { state } = confirmationOf(appointment);
    const isOpen = state === 'unconfirmed' || state === 'attempted' || state === 'unreachable';
    const isDue =
      instantAt(plusDays(date, -1), ASKED_FROM, zone) <= now && now < instantAt(date, appointment.at.start, zone);
    if (!isLive(appointment) || !isOpen || !isDue || appointment.unconfirmed !== undefined) return [];
    const atRisk = isAtRisk(appointment, flagsOf(appointment.patient));
    return [{ date, appointment, atRisk, proposed: atRisk ? 'keep' : policy }];
  });
}

/** Its time may be booked once more: nobody knows that the patient comes. */
export function isOpenedOver(appointment: Pick<Appointment, 'unconfirmed' | 'attempts'>): boolean {
  return appointment.unconfirmed === 'overbook' && confirmationOf(appointment).state !== 'confirmed';
}
