import { idFrom, type PatientId } from '#domain/ids.ts';
import type { Demographics, PersonName, Phone, Sex } from '#domain/patient/patient-facts.ts';
import { between, pick, type Random } from '#domain/random.ts';
import { plusDays, type LocalDate } from '#domain/time.ts';
import {
  AREA_CODES,
  FAMILY_NAMES,
  FEMALE_NAMES,
  MALE_NAMES,
  SHORT_NAMES,
  STREET_KINDS,
  STREETS,
  TOWNS
} from './invented-names.ts';
import { bytesOf, chanceOf, weighted } from './seeds.ts';

export interface InventedPerson {
  readonly patient: PatientId;
  readonly demographics: Demographics;
}

/** The day ages are counted from, so that a person is the same whenever the clinic is made. */
const AS_OF: LocalDate = '2026-11-01';

/** The person with that number in an invented clinic: always the same for the same seed. */
export function inventedPerson(seed: number, number: number): InventedPerson {
  const random = chanceOf(seed, 'person', number);
  const patient = idFrom(bytesOf(random));
  const sex = weighted<Sex>(random, [
    ['female', 52],
    ['male', 46],
    ['other', 1],
    ['unknown', 1]
  ]);
  const years = ageOf(random);
  const birthDate = plusDays(AS_OF, -Math.floor(years * 365.25) - between(random, 0, 364));
  const name = nameOf(random, sex, years);
  return {
    patient,
    demographics: {
      name,
      birthDate: random() < 0.004 ? null : birthDate,
      sex,
      phones: phonesOf(random, years),
      ...(random() < 0.45 ? { email: `patient${number + 1}@example.com` } : {}),
      address: addressOf(random),
      language: weighted(random, LANGUAGES),
      identifiers: [{ type: 'MR', system: 'urn:anteroom:demo', value: `HL-${String(number + 1).padStart(6, '0')}` }],
      ...(years > 60 && random() < 0.03 ? { deceased: plusDays(AS_OF, -between(random, 30, 700)) } : {})
    }
  };
}

const LANGUAGES: readonly (readonly [string, number])[] = [
  ['en', 78],
  ['es', 11],
  ['pt', 3],
  ['fr', 3],
  ['so', 2],
  ['vi', 1],
  ['ar', 1],
  ['zh', 1]
];

/** A family practice: all ages, more of the old than the town has. */
function ageOf(random: Random): number {
  const [low, high] = weighted<readonly [number, number]>(random, [
    [[0, 4], 8],
    [[5, 17], 14],
    [[18, 39], 25],
    [[40, 64], 30],
    [[65, 84], 19],
    [[85, 101], 4]
  ]);
  return between(random, low, high);
}

function nameOf(random: Random, sex: Sex, years: number): PersonName {
  const isFemale = sex === 'female' || (sex !== 'male' && random() < 0.5);
  const givens = isFemale ? FEMALE_NAMES : MALE_NAMES;
  const first = pick(random, givens);
  const middle =
    random() < 0.35 ? [random() < 0.5 ? pick(random, givens) : `${pick(random, [...'ABCDEFGHJKLMNPRSTW'])}.`] : [];
  const family = familyOf(random);
  if (random() < 0.006) return { family: first, given: [] }; // some people have one name
  return {
    family,
    given: [first, ...middle],
    ...(!isFemale && random() < 0.03 ? { suffix: pick(random, ['Jr.', 'Sr.', 'III']) } : {}),
    ...(random() < 0.08 ? { preferred: pick(random, SHORT_NAMES) } : {}),
    ...(isFemale && years > 22 && random() < 0.18 ? { former: [pick(random, FAMILY_NAMES)] } : {})
  };
}

function familyOf(random: Random): string {
  const one = pick(random, FAMILY_NAMES);
  const other = pick(random, FAMILY_NAMES);
  return weighted<() => string>(random, [
    [() => one, 80],
    [() => `${one}-${other}`, 6],
    [() => `${one} ${other}`, 5],
    [() => `O’${one}`, 2],
    [() => `D'${one}`, 2],
    [() => `${pick(random, ['de la', 'van der', 'von', 'al-', 'Mac', 'St.'])} ${one}`.replace('al- ', 'al-'), 5]
  ])();
}

function phonesOf(random: Random, years: number): Phone[] {
  if (random() < 0.02) return [];
  const phone = (use: Phone['use']): Phone => {
    return { number: `+1${pick(random, AREA_CODES)}55501${String(between(random, 0, 99)).padStart(2, '0')}`, use };
  };
  const first = phone(years > 75 && random() < 0.5 ? 'home' : 'mobile');
  return random() < 0.25 ? [first, phone(pick(random, ['home', 'work'] as const))] : [first];
}

function addressOf(random: Random): NonNullable<Demographics['address']> {
  const [city, postalCode] = pick(random, TOWNS);
  const street = `${between(random, 1, 399)} ${pick(random, STREETS)} ${pick(random, STREET_KINDS)}`;
  const line = random() < 0.2 ? [street, `Apt ${between(random, 1, 40)}`] : [street];
  return { line, city, state: 'ME', postalCode, country: 'US' };
}
