import { hasCardNumber } from '../money/card-guard.ts';
import { LONGEST_NAME } from '../text.ts';
import { isLocalDate } from '../time.ts';
import type { Related, RelatedSaid } from './related.ts';

export type RelatedTextField = 'given' | 'family' | 'phone' | 'note' | 'start' | 'end';

/** Why somebody beside a patient may not be kept as they are said, and where it is said. */
export type RelatedTextRefusal = { readonly field: RelatedTextField } & (
  | { readonly code: 'related/no-name' }
  | { readonly code: 'related/too-long'; readonly most: number }
  | { readonly code: 'related/bad-date' }
  | { readonly code: 'related/ends-before' }
  | { readonly code: 'related/card-number' }
);

const LONGEST = { given: LONGEST_NAME, family: LONGEST_NAME, phone: 40, note: 300 } as const;

/** The first thing that may not be kept; null where all may. @param said already cleaned (`src/domain/text.ts`) */
export function checkRelated({ name, phone = '', period, note = '' }: RelatedSaid): RelatedTextRefusal | null {
  const texts = { given: name.given, family: name.family, phone, note };
  if (name.family === '' && name.given === '') return { code: 'related/no-name', field: 'given' };
  for (const field of ['given', 'family', 'phone', 'note'] as const) {
    const most = LONGEST[field];
    if (texts[field].length > most) return { code: 'related/too-long', field, most };
    if (hasCardNumber(texts[field])) return { code: 'related/card-number', field };
  }
  const { start, end } = period;
  if (start !== null && !isLocalDate(start)) return { code: 'related/bad-date', field: 'start' };
  if (end !== null && !isLocalDate(end)) return { code: 'related/bad-date', field: 'end' };
  return start !== null && end !== null && end < start ? { code: 'related/ends-before', field: 'end' } : null;
}

/** What is said of them, without what the fold adds. */
export function saidOfRelated({ related: _, patientOf: __, at: ___, by: ____, ...said }: Related): RelatedSaid {
  return said;
}
