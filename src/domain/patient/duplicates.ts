import type { LocalDate } from '../time.ts';
import { areNicknames, jaro, nameLikeness, NAMES_ALIKE } from './name-likeness.ts';
import { everyAddress } from './addresses.ts';
import type { Demographics, Sex } from './patient-facts.ts';
import { folded } from './search-text.ts';

/** What two records are compared by. Whatever is not known is empty, and then says nothing. */
export interface Likeness {
  readonly family: string;
  readonly given: string;
  readonly preferred: string;
  readonly former: readonly string[];
  readonly birthDate: LocalDate | null;
  readonly sex: Sex;
  readonly phones: readonly string[];
  /** Street and postal code of each, earlier ones too. */
  readonly addresses: readonly string[];
  /** The last four digits of the social security number. */
  readonly ssn4: string;
}

export type LikenessReason =
  'birth-date' | 'birth-date-transposed' | 'family' | 'given' | 'phone' | 'address' | 'ssn' | 'sex-differs';

/** product/04-check-in.md; the sum of two wrong ones of these asks nothing, the sum of two right ones does. */
export const LIKENESS_POINTS: Readonly<Record<LikenessReason, number>> = {
  'birth-date': 4,
  'birth-date-transposed': 2,
  family: 3,
  given: 2,
  phone: 2,
  address: 1,
  ssn: 3,
  'sex-differs': -3
};

/** From here on the person at the desk is asked whether they are one. */
export const ASK_FROM = 7;

export const likenessWords: Readonly<Record<LikenessReason, string>> = {
  'birth-date': 'same birth date',
  'birth-date-transposed': 'birth date with digits swapped',
  family: 'same last name',
  given: 'same first name',
  phone: 'same phone',
  address: 'same address',
  ssn: 'same last four of SSN',
  'sex-differs': 'different sex'
};

export function likenessOf(of: Demographics): Likeness {
  const { name, birthDate, sex, phones, identifiers } = of;
  const ssn = identifiers.find(({ type }) => type === 'SS')?.value.replace(/\D/g, '') ?? '';
  return {
    family: name.family,
    given: name.given.join(' '),
    preferred: name.preferred ?? '',
    former: name.former ?? [],
    birthDate,
    sex,
    phones: phones.map(({ number }) => number),
    addresses: everyAddress(of).map(({ line, postalCode }) => `${line[0] ?? ''} ${postalCode}`),
    ssn4: ssn.length >= 4 ? ssn.slice(-4) : ''
  };
}

/** How much speaks for two records being one person, and what [PAT-5]. */
export function compared(a: Likeness, b: Likeness): { readonly score: number; readonly reasons: LikenessReason[] } {
  const reasons: LikenessReason[] = [];
  if (a.birthDate && b.birthDate) {
    if (a.birthDate === b.birthDate) reasons.push('birth-date');
    else if (isTransposed(a.birthDate, b.birthDate)) reasons.push('birth-date-transposed');
  }
  if (sameFamily(a, b)) reasons.push('family');
  if (sameGiven(a, b)) reasons.push('given');
  if (a.phones.some((phone) => b.phones.some((other) => samePhone(phone, other)))) reasons.push('phone');
  if (sharesAddress(a, b)) reasons.push('address');
  if (a.ssn4 && a.ssn4 === b.ssn4) reasons.push('ssn');
  if (sexDiffers(a.sex, b.sex)) reasons.push('sex-differs');
  return { score: reasons.reduce((sum, reason) => sum + LIKENESS_POINTS[reason], 0), reasons };
}

/** Those of the known who may be the candidate, likeliest first. @param of how to read a known one */
export function duplicatesOf<Known>(
  candidate: Likeness,
  known: readonly Known[],
  of: (known: Known) => Likeness
): readonly { readonly known: Known; readonly score: number; readonly reasons: readonly LikenessReason[] }[] {
  return known
    .map((one) => ({ known: one, ...compared(candidate, of(one)) }))
    .filter(({ score }) => score >= ASK_FROM)
    .sort((a, b) => b.score - a.score);
}

/** Month and day swapped, or two neighbouring digits. */
export function isTransposed(a: LocalDate, b: LocalDate): boolean {
  const [x, y] = [a.replaceAll('-', ''), b.replaceAll('-', '')];
  if (x.length !== 8 || y.length !== 8 || x === y) return false;
  if (x.slice(0, 4) + x.slice(6) + x.slice(4, 6) === y) return true;
  let at = 0;
  while (x[at] === y[at]) at++;
  return x[at] === y[at + 1] && x[at + 1] === y[at] && x.slice(at + 2) === y.slice(at + 2);
}

function sameFamily(a: Likeness, b: Likeness): boolean {
  return [a.family, ...a.former].some((one) =>
    [b.family, ...b.former].some((other) => nameLikeness(one, other, jaro) >= NAMES_ALIKE)
  );
}

function sameGiven(a: Likeness, b: Likeness): boolean {
  const [mine, theirs] = [firstNames(a), firstNames(b)];
  return mine.some((one) => theirs.some((other) => one === other || areNicknames(one, other)));
}

/** The first of the given names, and what the person wants to be called. */
function firstNames({ given, preferred }: Likeness): string[] {
  return [given, preferred].map((name) => folded(name).split(' ')[0] ?? '').filter(Boolean);
}

function samePhone(a: string, b: string): boolean {
  const [one, other] = [a.replace(/\D/g, '').slice(-10), b.replace(/\D/g, '').slice(-10)];
  return one.length >= 7 && one === other;
}

/** One that somebody has moved away from says it as well: the other record may be from before. */
function sharesAddress(a: Likeness, b: Likeness): boolean {
  const theirs = new Set(b.addresses.map((one) => folded(one)));
  return a.addresses.some((one) => one.trim() !== '' && theirs.has(folded(one)));
}

function sexDiffers(a: Sex, b: Sex): boolean {
  return (a === 'female' && b === 'male') || (a === 'male' && b === 'female');
}
