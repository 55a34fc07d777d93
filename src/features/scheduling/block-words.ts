import type { Words } from '#domain/result.ts';
import type { BlockRefusal } from './block-form.ts';
import type { PlaceBlockRefusal } from './place-block.ts';

type Refusal = BlockRefusal | PlaceBlockRefusal | { readonly code: 'calendar/nothing' };

/** One sentence for each way a block can be refused. */
export const blockWords: Words<Refusal> = {
  'calendar/nothing': () => 'There is nothing in it to place.',
  'block/no-whose': () => 'Choose whose time it is.',
  'block/no-date': () => 'That day does not exist.',
  'block/no-time': () => 'Type times like 12:00 and 1:30 pm.',
  'block/ends-before': () => 'It ends before it begins.',
  'block/no-types': () => 'Choose the visit types this time is for.',
  'block/bad-phone': () => 'Type a phone number like 555-0140, with x 12 for an extension.',
  'block/too-long': () => 'That is longer than a year.',
  'block/unknown': () => 'Another desk has taken this off the schedule.',
  'block/no-such-day': () => 'Another desk has changed when this recurs. Look again.',
  'block/not-yours': () => 'Leave, closures, on-call, surgery and templates are up to a coordinator or manager.'
};

export function blockWordsFor(refusal: Refusal): string {
  const say = blockWords[refusal.code] as (refusal: Refusal) => string; // the code picks its own words
  return say(refusal);
}
