import type { Patient } from '../patient/patient.ts';
import { folded } from '../patient/search-text.ts';
import type { PersonName } from '../patient/patient-facts.ts';
import type { LocalDate } from '../time.ts';
import type { CoverageId, Subscriber } from './coverage-facts.ts';
import { coveringOn } from './coverages.ts';

/** A card of the patient's own that has another name than the record: a payer that looks for the name on its card pays for nobody (X12 835, CARC 31 and 16). */
export interface OtherNameOnCard {
  readonly coverage: CoverageId;
  readonly payer: string;
  /** As the card has it. */
  readonly card: NonNullable<Subscriber['name']>;
  /** As the record has it. */
  readonly record: NonNullable<Subscriber['name']>;
  /** It is one they went by before. */
  readonly isEarlier: boolean;
}

/** Of what pays on a day, the cards whose name is not the patient's [COV-14]. Cards in somebody else's name are another matter. */
export function otherNamesOnCards(
  { name, coverages }: Pick<Patient, 'name' | 'coverages'>,
  day: LocalDate
): readonly OtherNameOnCard[] {
  return coveringOn(coverages, day).flatMap(({ coverage, payer, subscriber }): readonly OtherNameOnCard[] => {
    const { relationship, name: card } = subscriber;
    if (relationship !== 'self' || !card || isNameOnCard(name, card)) return [];
    const isEarlier = (name.former ?? []).some((former) => isNameOnCard({ ...name, family: former }, card));
    const record = { family: name.family, given: name.given.join(' ') };
    return [{ coverage, payer: payer.name, card, record, isEarlier }];
  });
}

/**
 * Whether a name as a card prints it is this one. Capitals, accents, hyphens, a middle name that is left out or an initial, and parts in another order are no other name; a nickname, a missing surname
 * and an earlier one are.
 */
export function isNameOnCard(name: PersonName, { family, given }: NonNullable<Subscriber['name']>): boolean {
  const card = wordsOf(`${given} ${family}`);
  if (card.length === 0) return true;
  const families = wordsOf(name.family);
  const [first = [], ...middle] = name.given.map(wordsOf);
  const known = new Set([...families, ...first, ...middle.flat(), ...wordsOf(`${name.prefix ?? ''} ${name.suffix ?? ''}`)]); // prettier-ignore
  const initials = new Set(middle.flat().map((word) => word.charAt(0)));
  const isKnown = card.every((word) => known.has(word) || initials.has(word));
  const isWhole = [...families, ...first].every((word) => card.includes(word));
  return (isKnown && isWhole) || card.join('') === [...first, ...families].join('');
}

function wordsOf(name: string): readonly string[] {
  return folded(name).split(' ').filter(Boolean);
}
