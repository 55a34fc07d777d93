import type { NoticeTerms } from '../casework/case-facts.ts';
import type { AppointmentId, CaseId, SiteId } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import { overlap } from './grid.ts';
import { providerSpans } from './occupations.ts';
import { policyFor, type Plan } from './plan.ts';

/** The message about a booking: the same whichever try wrote it, so that a second try is no second message. */
export function noticeOf(appointment: AppointmentId): CaseId {
  return `m-${appointment.toLowerCase().replace(/[^a-z0-9_-]/g, '-')}`.slice(0, 64);
}

/**
 * What a provider is told of a visit that is booked over others of theirs, where their rule for its type says so [MSG-1]; null where it does not, or nothing
 * is there. @param day as it stands
 */
export function noticeFor(
  plan: Plan,
  day: readonly Appointment[],
  visit: Appointment,
  { site, date }: { readonly site: SiteId; readonly date: LocalDate }
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
    ...{ case: noticeOf(appointment), patient, label, site, to: at.practitioner, about: { date, appointment } },
    ...{ visitType, at, over: over.map((one) => one.appointment) },
    ...(reason === undefined ? {} : { reason })
  };
}
