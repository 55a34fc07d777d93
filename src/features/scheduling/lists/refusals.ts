import type { Words } from '#domain/result.ts';
import { nameText } from '#ui/format.ts';
import { scheduleWords, type ScheduleRefusal } from '../refusals.ts';
import type { WaitlistRefusal } from './add-to-waitlist.ts';
import type { AnswerRefusal } from './answer-offer.ts';
import type { AttemptRefusal } from './log-attempt.ts';
import type { AskRefusal } from './ask-calls.ts';
import type { UnconfirmedRefusal } from './settle-unconfirmed.ts';
import type { EarlierRefusal } from './want-earlier.ts';
import type { OfferRefusal } from './offer-time.ts';
import type { OpenRefusal } from './open-case.ts';
import type { ProcedureRefusal } from './work-procedure.ts';
import type { SwapRefusal } from './swap-turn.ts';
import type { CaseRefusal } from './work-case.ts';

type OfLists =
  | AttemptRefusal
  | OpenRefusal
  | SwapRefusal
  | EarlierRefusal
  | AskRefusal
  | UnconfirmedRefusal
  | ProcedureRefusal
  | { readonly code: 'attempt/no-such-patient' }
  | WaitlistRefusal
  | AnswerRefusal
  | OfferRefusal
  | CaseRefusal;
export type ListRefusal = ScheduleRefusal | OfLists;

type Own = Exclude<OfLists, { readonly code: ScheduleRefusal['code'] }>;

/** One sentence for each way a change of the lists can be refused. */
export const listWords: Words<Own> = {
  'waitlist/no-patient': () => 'Choose who waits.',
  'waitlist/no-type': () => 'Choose what the patient waits for.',
  'waitlist/no-such-day': () => 'One of the days does not exist, or is more than two years ahead.',
  'waitlist/days-turned': () => 'The last day lies before the first.',
  'waitlist/is-over': () => 'That day is over. Choose today or a later one.',
  'waitlist/bad-notice': () => 'Notice is 0 to 720 whole hours.',
  'waitlist/there-already': () => 'This patient waits for that visit already. Change what is there.',
  'waitlist/closed': () => 'This patient has left the list. Put them on it anew.',
  'offer/nobody': () => 'Choose whom to offer it to.',
  'offer/too-many': ({ most }) =>
    most === 0 ? 'A letter takes longer than an offer holds.' : `Only ${most} can be asked at once this way.`,
  'offer/too-late': () => 'This time begins within half an hour: nobody could come.',
  'offer/not-waiting': () => 'This patient is no longer on the list.',
  'offer/not-that-way': ({ label }) => `${nameText(label)} does not want to be reached that way.`,
  'offer/asked-already': () => 'This patient is being asked about another time just now.',
  'offer/unknown': () => 'This offer is no longer here.',
  'offer/answered': () => 'This offer was already answered.',
  'attempt/not-booked': () => 'This appointment no longer stands: there is nothing to confirm.',
  'attempt/do-not-contact': () => 'The patient does not want to be reached that way. Nothing was written.',
  'attempt/no-such-patient': () => 'This patient is not registered here.',
  'swap/not-a-person': () => 'Choose who takes the turn over.',
  'swap/has-it': () => 'That is who has the turn already.',
  'swap/over': () => 'This turn has begun, or is no longer planned.',
  'swap/unknown': () => 'This swap is no longer asked for.',
  'swap/no-turn': () => 'Another desk has changed when this turn is. Look again.',
  'procedure/no-facility': () => 'Say at which hospital or surgery centre.',
  'procedure/no-wording': () => 'Say what is to be done, in the words of the order.',
  'procedure/bad-code': () => 'A procedure code has five characters, a diagnosis code looks like M17.11.',
  'procedure/no-such-surgeon': () => 'Choose the surgeon.',
  'procedure/no-such-time': () => 'Choose a day from today on, a time and a length.',
  'procedure/surgeon-busy': () => 'The surgeon has patients booked then. Move them first, or choose another time.',
  'procedure/not-yours': () => 'Surgery is put on a provider’s calendar by a coordinator or manager.',
  'procedure/ended': () => 'This procedure is over, or was called off.',
  'procedure/not-yet': () => 'Its day has not come yet.',
  'procedure/in-future': () => 'That day has not come yet.',
  'earlier/not-booked': () => 'This appointment no longer stands: there is nothing to come earlier for.',
  'calls/nobody': () => 'Nobody is left to be called.',
  'calls/offline': () => 'The server is out of reach. Call those who are yours already.',
  'unconfirmed/not-open': () => 'Somebody has confirmed or settled this meanwhile.',
  'unconfirmed/at-risk': () => 'This patient is at clinical risk: the visit is kept. Go on calling.',
  'case/unknown': () => 'This line is no longer on the list.',
  'case/closed': () => 'Another desk has taken this off the list.'
};

export function listWordsFor(refusal: ListRefusal): string {
  // At a list the waitlist is before one's eyes.
  if (refusal.code === 'place/offered') return `${nameText(refusal.to.label)} is being asked about this time just now.`;
  const words = { ...scheduleWords, ...listWords } as Readonly<Record<string, (refusal: ListRefusal) => string>>;
  return words[refusal.code]?.(refusal) ?? 'That cannot be done.';
}
