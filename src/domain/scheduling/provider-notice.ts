import type { NoticeTerms } from '../casework/case-facts.ts';
import type { FactId } from '../fact.ts';
import type { AppointmentId, CaseId, SiteId } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import { overlap } from './grid.ts';
import { providerSpans } from './occupations.ts';
import { policyFor, type Plan } from './plan.ts';

/**
 * The message about a visit that came to stand where it is: the same whichever try wrote it, so that a second try is no second message.
 * @param since the last fact of a visit that stood before; every move is another message
 */
export function noticeOf(appointment: AppointmentId, since?: FactId): CaseId {
  const name = since === undefined ? appointment : `${since}-${appointment}`;
  return `m-${name.toLowerCase().replace(/[^a-z0-9_-]/g, '-')}`.slice(0, 64);
}

/**
 * What a provider is told of a visit that is booked, moved, rescheduled or brought back over others of theirs, where their rule for its type says so [MSG-1]; null where it does not, or nothing
 * is there.
 * @param day as it stands @param visit as it will stand @param since its last fact, where it stood before
 */
export function noticeFor(
  plan: Plan,
  day: readonly Appointment[],
  visit: Appointment,
  { site, date }: { readonly site: SiteId; readonly date: LocalDate },
  since?: FactId
): NoticeTerms | null {
  const { appointment, patient, label, visitType, at } = visit;
  if (!policyFor(plan, at.practitioner, visitType)?.tellsProvider) return null;
  const mine = providerSpans(visit);
  const over = day.filter(
    (other) =>
      isLive(other) &&
      other.appointment !== appointment &&
      other.at.practitioner === at.practitioner &&
      providerSpans(other).some((span) => mine.some((own) => overlap(own, span)))
  );
  if (over.length === 0) return null;
  const reason = visit.over?.reason;
  return {
    ...{ case: noticeOf(appointment, since), patient, label, site, to: at.practitioner, about: { date, appointment } },
    ...{ visitType, at, over: over.map((one) => one.appointment) },
    ...(reason === undefined ? {} : { reason })
  };
}
