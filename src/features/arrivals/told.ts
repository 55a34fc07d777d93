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

/** Why a person goes on with them: of somebody the kiosk did not find, the desk may know that it is another day [ARR-17]. */
export function handoffOf(said: Submission, known: KnownVisits | undefined): HandoffReason | undefined {
  return said.handoff === 'not-found' && known?.otherDays[0] ? 'wrong-day' : said.handoff;
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
