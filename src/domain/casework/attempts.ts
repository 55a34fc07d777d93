import type { UserId } from '../ids.ts';
import type { Instant } from '../time.ts';

/** By what way a patient was, or is to be, reached. Nothing is sent from here: a person calls, writes or prints. */
export type Channel = 'phone' | 'sms' | 'email' | 'portal' | 'letter' | 'in-person';

/** What came of reaching out. */
export type AttemptOutcome =
  | 'confirmed'
  | 'left-message'
  | 'no-answer'
  | 'busy'
  | 'wrong-number'
  | 'declined'
  | 'asks-to-cancel'
  | 'asks-to-reschedule'
  | 'language'
  | 'deceased'
  | 'sent';

/** One try to reach a patient, by whoever made it. Tries are added up, never replaced: two desks that called both did. */
export interface Attempt {
  readonly channel: Channel;
  readonly outcome: AttemptOutcome;
  readonly by: UserId;
  readonly at: Instant;
  readonly note: string;
}
