import { phoneNumberOf } from '../import/phone-number.ts';
import { folded } from '../patient/search-text.ts';
import type { RelatedSaid, Relation } from '../patient/related.ts';

/** Somebody as a patient writes them on a form. */
export interface PersonSaid {
  readonly name: RelatedSaid['name'];
  /** Null where nothing was said. */
  readonly relation: Relation | null;
  /** The word for it, where it is none of ours. */
  readonly note?: string;
  readonly phone?: string;
}

/** Words for how somebody stands to the patient, in the languages of forms; folded as names are. */
const WORDS: Readonly<Record<Exclude<Relation, 'other'>, string>> = {
  parent: 'mother father mom dad mum parent stepmother stepfather madre padre mama papa madrastra padrastro',
  guardian: 'guardian foster tutor tutora',
  spouse: 'spouse wife husband partner esposa esposo pareja marido mujer',
  child: 'son daughter child stepson stepdaughter hijo hija',
  sibling: 'brother sister sibling hermano hermana',
  grandparent: 'grandmother grandfather grandma grandpa grandparent abuela abuelo',
  friend: 'friend amigo amiga',
  caregiver: 'caregiver carer aide nurse cuidador cuidadora',
  attorney: 'attorney lawyer abogado abogada'
};
const RELATION_OF: ReadonlyMap<string, Relation> = new Map(
  Object.entries(WORDS).flatMap(([relation, words]) => words.split(' ').map((word) => [word, relation as Relation])) // the record's keys
);

/** How somebody stands to the patient, from a word for it: `my mother` is a parent; null for what is none of ours. */
export function relationFrom(text: string): Relation | null {
  const found = folded(text)
    .split(' ')
    .map((word) => RELATION_OF.get(word));
  return found.find((one) => one !== undefined) ?? null;
}

/**
 * Reads `Bo Quist, brother, 555-0102`, in any order of the parts behind the name. It is a proposal that staff look at: what cannot be told apart stays in the name
 * or in the note, and nothing is left out.
 */
export function personFrom(line: string): PersonSaid | null {
  const parts = line.split(/[,;]+|\s[-–—]\s/u).map((part) => part.trim());
  const isPhone = (part: string): boolean => (part.match(/\d/g) ?? []).length >= 7;
  const inside = /\(?\+?\d[\d\s().-]{5,}\d/.exec(parts[0] ?? '')?.[0] ?? '';
  const name = (parts[0] ?? '').replace(inside, '').trim();
  if (name === '') return null;
  const rest = parts.slice(1).filter((part) => part !== '');
  const phone = rest.find(isPhone) ?? (isPhone(inside) ? inside : '');
  const words = rest.filter((part) => part !== phone);
  const relation = words.map(relationFrom).find((one) => one !== null) ?? null;
  const note = words.filter((word) => relationFrom(word) === null).join(', ');
  return {
    name: nameFrom(name),
    relation,
    ...(note === '' ? {} : { note }),
    ...(phone === '' ? {} : { phone: phoneNumberOf(phone) })
  };
}

/** The last word is the family name, as most people write it here; a single one stands as the family name [IMP-11]. */
export function nameFrom(text: string): RelatedSaid['name'] {
  const words = text.split(' ').filter(Boolean);
  return { family: words.at(-1) ?? '', given: words.slice(0, -1).join(' ') };
}

/** Whether two names are one, whatever their accents, capitals and which of them is the family name. */
export function isSameName(one: RelatedSaid['name'], other: RelatedSaid['name']): boolean {
  const words = ({ family, given }: RelatedSaid['name']): string =>
    folded(`${given} ${family}`).split(' ').sort().join(' ');
  return words(one) === words(other);
}
