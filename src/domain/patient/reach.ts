import type { Channel } from '../casework/attempts.ts';
import type { ContactWishes, Demographics, Phone } from './patient-facts.ts';

/** What a patient's record says of reaching them. */
type Reached = Pick<Demographics, 'phones' | 'contact'> & { readonly wishes?: ContactWishes };

/** Whether something may be done with a phone, and whose word that is; `may` is null where nobody asked. */
export type ReachAnswer =
  | { readonly may: false; readonly from: 'never' }
  | { readonly may: boolean; readonly from: 'phone' | 'person' }
  | { readonly may: null; readonly from: null };

/** The one that is called first: as they said, else the first that is written down [REG-19]. */
export function phoneToCall({ phones }: Pick<Demographics, 'phones'>): Phone | null {
  return phones.find(({ preferred }) => preferred) ?? phones[0] ?? null;
}

/** The same phones, the one that is called first before the others. */
export function inOrderOfCalling(phones: readonly Phone[]): readonly Phone[] {
  const first = phoneToCall({ phones });
  return first === null || first === phones[0] ? phones : [first, ...phones.filter((one) => one !== first)];
}

/** Whether a text message may go to a phone: never where they ruled out texts, else what was said of the phone, else what was said of all [REG-19]. */
export function mayText(person: Reached, phone: Phone): ReachAnswer {
  return answer(person, 'sms', phone.text, person.contact?.text);
}

/** Whether a message may be left on a phone. */
export function mayLeaveMessage(person: Reached, phone: Phone): ReachAnswer {
  return answer(person, 'phone', phone.voicemail, person.contact?.voicemail);
}

/** When they are best called there, in their words; empty where nobody asked. */
export function bestTimeOf({ contact }: Pick<Reached, 'contact'>, phone: Phone): string {
  return phone.bestTime ?? contact?.bestTime ?? '';
}

/** The phone a text message goes to: of those that may be texted the one that is called first, a mobile before others; null where every one was refused. */
export function phoneToText(person: Reached): Phone | null {
  const open = inOrderOfCalling(person.phones).filter((phone) => mayText(person, phone).may !== false);
  const allowed = open.filter((phone) => mayText(person, phone).may === true);
  const from = allowed.length > 0 ? allowed : open;
  return from.find(({ use }) => use === 'mobile') ?? from[0] ?? null;
}

/** The ways by which somebody is not to be reached: what they ruled out, and texts where no phone may have one [CONF-4] [REG-19]. */
export function neverBy(person: Reached): readonly Channel[] {
  const never = person.wishes?.never ?? [];
  const isTextless = person.phones.length > 0 && person.phones.every((phone) => mayText(person, phone).may === false);
  return isTextless && !never.includes('sms') ? [...never, 'sms'] : never;
}

/** Two records' phones in one list: of a number in both, what either refuses is refused, and what only one says is kept. */
export function phonesTogether(own: readonly Phone[], others: readonly Phone[]): readonly Phone[] {
  const both = own.map((phone) => {
    const same = others.find(({ number }) => number === phone.number);
    return same ? together(phone, same) : phone;
  });
  const added = others.filter(({ number }) => own.every((phone) => phone.number !== number));
  const isSaid = both.some(({ preferred }) => preferred);
  return [...both, ...(isSaid ? added.map(withoutPreferred) : added)].map((phone, at, all) =>
    all.slice(0, at).some(({ preferred }) => preferred) ? withoutPreferred(phone) : phone
  );
}

function together(own: Phone, other: Phone): Phone {
  const either = (a: boolean | undefined, b: boolean | undefined): boolean | undefined =>
    a === undefined || b === undefined ? (a ?? b) : a && b;
  const [text, voicemail] = [either(own.text, other.text), either(own.voicemail, other.voicemail)];
  return {
    ...other,
    ...own,
    ...(text === undefined ? {} : { text }),
    ...(voicemail === undefined ? {} : { voicemail })
  };
}

function withoutPreferred({ preferred: _, ...phone }: Phone): Phone {
  return phone;
}

function answer(
  { wishes }: Reached,
  channel: Channel,
  own: boolean | undefined,
  all: boolean | undefined
): ReachAnswer {
  if (wishes?.never.includes(channel)) return { may: false, from: 'never' };
  if (own !== undefined) return { may: own, from: 'phone' };
  return all === undefined ? { may: null, from: null } : { may: all, from: 'person' };
}
