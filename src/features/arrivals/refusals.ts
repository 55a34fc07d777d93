import type { Words } from '#domain/result.ts';
import { dayText } from '#ui/format.ts';
import type { AcceptRefusal } from './accept-submission.ts';

/** One sentence for each way an arrival can be refused. */
export const arrivalWords: Words<AcceptRefusal> = {
  'arrive/no-such-appointment': () => 'This appointment is no longer on today’s schedule.',
  'arrive/cancelled': () => 'This appointment was cancelled. Book a new one, or take the patient as a walk-in.',
  'arrive/other-day': ({ date }) => `This appointment was moved to ${dayText(date)}.`,
  'arrive/already-here': ({ ticket }) => `Already here, with ticket ${ticket}.`,
  'arrive/was-here': () => 'This patient was here earlier and has left. Open the visit under Done and bring it back.',
  'submission/handled': () => 'Another desk has dealt with this one.'
};

export function arrivalWordsFor(refusal: AcceptRefusal): string {
  const say = arrivalWords[refusal.code] as (refusal: AcceptRefusal) => string; // the code picks its own words
  return say(refusal);
}
