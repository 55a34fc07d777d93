import type { Candidate } from './candidates.ts';
import type { KnownVisits } from './known-visits.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import type { HandoffReason } from '#domain/intake/handoff.ts';
import { birthDateText, nameText } from '#ui/format.ts';

/** What a kiosk was told of a name, as a line shows it. */
export function toldName(said: Submission): string {
  if (said.family || said.given) return nameText({ family: said.family ?? '', given: said.given ?? '' });
  if (said.tries) return 'Sent to the desk by the kiosk';
  return said.envelope === undefined ? 'No name given' : 'By the code on the slip';
}

/**
 * Why a person goes on with them: what the kiosk said; and what only a desk knows, of somebody the kiosk did not find or asked to sit down: that it is another day, or
 * that two people fit [ARR-11] [ARR-17]. @param candidates of today's list
 */
export function handoffOf(
  said: Submission,
  known: KnownVisits | undefined,
  candidates: readonly Candidate[] = []
): HandoffReason | undefined {
  if (said.handoff !== undefined && said.handoff !== 'not-found') return said.handoff;
  const patients = new Set(candidates.map(({ appointment }) => appointment.patient));
  if (patients.size > 1 && !candidates[0]?.isSure) return 'ambiguous';
  return known?.otherDays[0] && !known.here && !known.today ? 'wrong-day' : said.handoff;
}

/** The rest of what was told to tell people apart: birth date, last four of the phone. */
export function toldMore(said: Submission): string {
  return [
    said.birthDate === undefined ? '' : birthDateText(said.birthDate),
    said.phoneLast4 ? `phone …${said.phoneLast4}` : ''
  ]
    .filter(Boolean)
    .join(' · ');
}
