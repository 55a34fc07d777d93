import { PLAN_TYPES } from '#domain/coverage/coverage-facts.ts';
import type { CardField, CardReading } from '#domain/reading/card-fields.ts';
import { folded } from '#domain/patient/search-text.ts';
import { birthDateText, phoneText } from '#ui/format.ts';
import type { CoverageText } from './coverage-text.ts';
import { PLAN_WORDS } from './coverage-words.ts';

/** A reading that says otherwise than the form does now. */
export interface CardOffer {
  readonly reading: CardReading;
  readonly key: string;
  readonly label: string;
  /** As a person reads it. */
  readonly value: string;
  readonly note: string;
  readonly isDoubtful: boolean;
}

const LABELS: Readonly<Record<CardField, string>> = {
  payer: 'Payer',
  member: 'Member number',
  group: 'Group',
  planType: 'Plan',
  planName: 'Plan’s name',
  subscriber: 'Subscriber',
  start: 'Good from',
  copay: 'Copay on the card',
  payerId: 'Payer id',
  bin: 'BIN',
  pcn: 'PCN',
  pharmacyGroup: 'Pharmacy group',
  phone: 'Payer’s phone'
};

/** Less sure is worth a second look: of invented cards, what was wrong was under it (bench/RESULTS.md). */
const SURE = 0.75;

/**
 * What the card says and the form does not [READ-7]. A subscriber who is the patient is none to write down.
 * @param left keys of readings that somebody left
 */
export function cardOffers(
  readings: readonly CardReading[],
  text: CoverageText,
  patient: { readonly family: string; readonly given: readonly string[] },
  left: readonly string[]
): readonly CardOffer[] {
  return readings.flatMap((reading) => {
    const key = `${reading.field} ${reading.value}`;
    const { field, value } = reading;
    const now = nowIn(text, field);
    if (left.includes(key) || isSame(now, wordsOf(reading))) return [];
    if (field === 'subscriber' && isPatient(value, patient)) return [];
    const notes = [
      reading.confidence < SURE ? 'not sure' : '',
      reading.isDoubtful ? 'letters and digits look alike: compare' : '',
      now === '' ? '' : `instead of ${now}`,
      field === 'phone' ? reading.label : '',
      field === 'payer' ? 'by its place on the card' : ''
    ].filter(Boolean);
    const isDoubtful = reading.confidence < SURE || reading.isDoubtful;
    return [{ reading, key, label: LABELS[field], value: wordsOf(reading), note: notes.join(', '), isDoubtful }];
  });
}

/** The form with what a person took. Whoever holds the contract for the patient, the card does not say: that stays to be asked. */
export function withReading(text: CoverageText, { field, value }: CardReading): CoverageText {
  switch (field) {
    case 'subscriber': {
      const { family, given } = nameParts(value);
      const relationship = text.relationship === 'self' ? 'other' : text.relationship;
      return { ...text, relationship, subscriberFamily: family, subscriberGiven: given };
    }
    case 'phone':
      return { ...text, phone: phoneText(`+1${value}`) };
    default:
      return { ...text, [field]: value };
  }
}

function nowIn(text: CoverageText, field: CardField): string {
  if (field === 'subscriber')
    return text.relationship === 'self' ? '' : `${text.subscriberGiven} ${text.subscriberFamily}`.trim();
  if (field === 'planType') return text.planType === '' ? '' : planWord(text.planType);
  if (field === 'start') return text.start === '' ? '' : birthDateText(text.start);
  return text[field];
}

function wordsOf({ field, value }: CardReading): string {
  if (field === 'phone') return phoneText(`+1${value}`);
  if (field === 'start') return birthDateText(value);
  return field === 'planType' ? planWord(value) : value;
}

const planWord = (type: string): string => PLAN_WORDS[PLAN_TYPES.find((one) => one === type) ?? 'other'];

/** However it is written: `XYZ-123` is `xyz 123`. */
const isSame = (a: string, b: string): boolean => folded(a).replaceAll(' ', '') === folded(b).replaceAll(' ', '');

function isPatient(
  name: string,
  { family, given }: { readonly family: string; readonly given: readonly string[] }
): boolean {
  const said = new Set(folded(name).split(' '));
  return folded(family).split(' ').every((word) => said.has(word)) && said.has(folded(given[0] ?? '').split(' ')[0] ?? ''); // prettier-ignore
}

/** `FERNABY, ANA` and `ANA M FERNABY`, in ordinary letters. */
function nameParts(name: string): { readonly family: string; readonly given: string } {
  const words = name.split(' ').map((word) => ordinary(word.replace(/,$/, '')));
  if (/,/.test(name)) {
    const [before = ''] = name.split(',');
    const count = before.trim().split(' ').length;
    return { family: words.slice(0, count).join(' '), given: words.slice(count).join(' ') };
  }
  return { family: words.at(-1) ?? '', given: words.slice(0, -1).join(' ') };
}

function ordinary(word: string): string {
  return word === word.toUpperCase() && word.length > 1 ? word.charAt(0) + word.slice(1).toLowerCase() : word;
}
