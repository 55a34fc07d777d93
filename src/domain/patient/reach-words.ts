import type { Demographics, ContactWishes, Phone } from './patient-facts.ts';
import { bestTimeOf, mayLeaveMessage, mayText } from './reach.ts';

/** What one may do with a phone, as it is read beside its number: `text ok, no voicemail, best after 5 pm`; empty where nobody asked [REG-19]. */
export function reachText(
  person: Pick<Demographics, 'phones' | 'contact'> & { readonly wishes?: ContactWishes },
  phone: Phone
): string {
  const best = bestTimeOf(person, phone);
  return [
    said(mayText(person, phone).may, 'text ok', 'no texts'),
    said(mayLeaveMessage(person, phone).may, 'voicemail ok', 'no voicemail'),
    best && `best ${best}`
  ]
    .filter(Boolean)
    .join(', ');
}

/** What was said of a phone itself: `call first, no texts`. */
export function ownWishesText({ preferred, text, voicemail, bestTime = '' }: Phone): string {
  const own = [
    preferred && 'call first',
    said(text, 'text ok', 'no texts'),
    said(voicemail, 'voicemail ok', 'no voicemail')
  ];
  return [...own, bestTime && `best ${bestTime}`].filter(Boolean).join(', ');
}

function said(may: boolean | null | undefined, yes: string, no: string): string {
  return may === null || may === undefined ? '' : may ? yes : no;
}
