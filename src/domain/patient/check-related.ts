import { hasCardNumber } from '../money/card-guard.ts';
import { LONGEST_NAME } from '../text.ts';
import { isLocalDate } from '../time.ts';
import type { Related, RelatedSaid } from './related.ts';

/** Why somebody beside a patient may not be kept as they are said. */
export type RelatedTextRefusal =
  | { readonly code: 'related/no-name' }
  | { readonly code: 'related/too-long'; readonly most: number }
  | { readonly code: 'related/bad-date' }
  | { readonly code: 'related/ends-before' }
  | { readonly code: 'related/card-number' };

/** The first thing that may not be kept; null where all may. @param said already cleaned (`src/domain/text.ts`) */
export function checkRelated({
  name,
  phone = '',
  period: { start, end },
  note = ''
}: RelatedSaid): RelatedTextRefusal | null {
  if (name.family === '' && name.given === '') return { code: 'related/no-name' };
  if ([name.family, name.given].some((part) => part.length > LONGEST_NAME)) return { code: 'related/too-long', most: LONGEST_NAME }; // prettier-ignore
  if (phone.length > 40) return { code: 'related/too-long', most: 40 };
  if (note.length > 300) return { code: 'related/too-long', most: 300 };
  if ([name.family, name.given, phone, note].some(hasCardNumber)) return { code: 'related/card-number' };
  if ([start, end].some((day) => day !== null && !isLocalDate(day))) return { code: 'related/bad-date' };
  return start !== null && end !== null && end < start ? { code: 'related/ends-before' } : null;
}

/** What is said of them, without what the fold adds. */
export function saidOfRelated({ related: _, patientOf: __, at: ___, by: ____, ...said }: Related): RelatedSaid {
  return said;
}
