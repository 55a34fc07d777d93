import { areNicknames, jaroWinkler } from './name-likeness.ts';
import { everyAddress } from './addresses.ts';
import type { Address, Demographics, Sex } from './patient-facts.ts';
import { folded } from './search-text.ts';

/** An address, folded. */
interface Place {
  readonly street: string;
  /** The number before the street's name. */
  readonly house: string;
  readonly unit: string;
  readonly city: string;
  readonly postalCode: string;
}

/** What two records of a whole register are compared by; text is folded, what is not known is empty and says nothing. */
export interface LinkRecord extends Place {
  /** Family name and earlier ones, run together. */
  readonly families: readonly string[];
  readonly given: string;
  /** Eight digits; a day that does not exist still tells two records apart. */
  readonly born: string;
  readonly sex: Sex;
  /** The last ten digits of each. */
  readonly phones: readonly string[];
  /** Where else they are, were, or get mail; absent where nothing is said of it. */
  readonly others?: readonly Place[];
  readonly ssn: string;
}

/**
 * Evidence for and against one person, in bits: the logarithm of how much likelier an observation is for two records of one person than
 * for two people. Fellegi and Sunter, "A theory for record linkage", JASA 64 (1969). Set by hand, looking at FEBRL's `dataset3`; `dataset1` was not looked at.
 */
const BITS = {
  ssn: { same: 12, near: 8, other: -4 },
  born: { same: 9, near: 6, other: -7 },
  family: { same: 6, near: 4, other: -3 },
  /** A different first name at the same door is a sister, a husband or a twin. */
  given: { same: 5, near: 3, other: -11 },
  /** Family and given name stand in each other's place. */
  swapped: 8,
  phone: 6,
  street: { same: 6, near: 4, other: -2 },
  house: { same: 3, near: 1, other: -1 },
  unit: { same: 3, near: 2, other: 0 },
  city: { same: 3, near: 2, other: -1 },
  postalCode: { same: 4, near: 2, other: -1 },
  sexDiffers: -6
} as const;
/** Where somebody lives and which phone they have says it of the whole household: together it counts no more than this. */
const HOUSEHOLD_AT_MOST = 10;
/** People move: another address altogether says no more than this. */
const MOVED = -2;

/** From here on two records are put before a person as one. */
export const LINK_FROM = 15;
/** Records that share a key; more of them share it by chance, and other keys will find those that belong together. */
const LARGEST_BLOCK = 120;

type Level = 'same' | 'near' | 'other';

/** A pair of records, by their places in the list, and how much speaks for one person. */
export interface Link {
  readonly a: number;
  readonly b: number;
  readonly bits: number;
}

export function linkRecordOf(of: Demographics): LinkRecord {
  const { name, birthDate, sex, phones, identifiers } = of;
  const [main = NOWHERE, ...others] = everyAddress(of).map(placeOf);
  return {
    families: [name.family, ...(name.former ?? [])].map(runTogether).filter((family) => family !== ''),
    given: runTogether(name.given[0] ?? ''),
    born: birthDate?.replaceAll('-', '') ?? '',
    sex,
    phones: phones.map(({ number }) => number.replace(/\D/g, '').slice(-10)).filter(({ length }) => length >= 7),
    ...main,
    ...(others.length > 0 ? { others } : {}),
    ssn: identifiers.find(({ type }) => type === 'SS')?.value.replace(/\D/g, '') ?? ''
  };
}

const NOWHERE: Place = { street: '', house: '', unit: '', city: '', postalCode: '' };

function placeOf({ line, city, postalCode }: Address): Place {
  const street = folded(line[0] ?? '');
  const house = /^\d+[a-z]?(?= )/.exec(street)?.[0] ?? '';
  return {
    street: street.slice(house.length).replaceAll(' ', ''),
    house,
    unit: runTogether(line.slice(1).join(' ')),
    city: runTogether(city),
    postalCode: folded(postalCode).slice(0, 5)
  };
}

/** `Mary-Jo` and `mary jo` as `maryjo`. */
export function runTogether(text: string): string {
  return folded(text).replaceAll(' ', '');
}

/** How much speaks for two records being of one person, in bits; against it below 0. */
export function bitsBetween(a: LinkRecord, b: LinkRecord): number {
  const family = best(a.families, b.families, wordsLevel);
  const given = a.given && b.given ? givenLevel(a.given, b.given) : null;
  const straight = weigh(BITS.family, family) + weigh(BITS.given, given);
  const names = straight < BITS.swapped && areSwapped(a, b) ? BITS.swapped : straight;
  const place =
    a.others || b.others
      ? Math.max(...[a, ...(a.others ?? [])].flatMap((one) => [b, ...(b.others ?? [])].map((it) => placeBits(one, it))))
      : placeBits(a, b);
  const phone = a.phones.some((one) => b.phones.includes(one)) ? BITS.phone : 0;
  const household = Math.min(Math.max(place, MOVED) + phone, HOUSEHOLD_AT_MOST);
  return (
    names +
    weigh(BITS.ssn, levelOf(a.ssn, b.ssn, digitsLevel)) +
    weigh(BITS.born, levelOf(a.born, b.born, digitsLevel)) +
    household +
    (isOpposite(a.sex, b.sex) ? BITS.sexDiffers : 0)
  );
}

/** The same door, or another one. */
function placeBits(a: Place, b: Place): number {
  return (
    weigh(BITS.street, levelOf(a.street, b.street, wordsLevel)) +
    weigh(BITS.house, levelOf(a.house, b.house, digitsLevel)) +
    weigh(BITS.unit, levelOf(a.unit, b.unit, wordsLevel)) +
    weigh(BITS.city, levelOf(a.city, b.city, wordsLevel)) +
    weigh(BITS.postalCode, levelOf(a.postalCode, b.postalCode, digitsLevel))
  );
}

/**
 * Every pair of a register that may be one person, likeliest first. Only records that share a key are compared: a whole birth date, a number, a
 * name as it sounds together with something else; so the work grows with the records and not with their square.
 */
export function linksOf(records: readonly LinkRecord[]): readonly Link[] {
  const links: Link[] = [];
  const seen = new Set<number>();
  for (const block of blocksOf(records).values()) {
    if (block.length > LARGEST_BLOCK) continue;
    for (const [place, a] of block.entries()) {
      for (let other = place + 1; other < block.length; other++) {
        const b = block[other] as number; // within the block
        const pair = a * records.length + b;
        if (seen.has(pair)) continue;
        seen.add(pair);
        const bits = bitsBetween(records[a] as LinkRecord, records[b] as LinkRecord); // places of the list itself
        if (bits >= LINK_FROM) links.push({ a, b, bits });
      }
    }
  }
  return links.sort((x, y) => y.bits - x.bits || x.a - y.a || x.b - y.b);
}

function blocksOf(records: readonly LinkRecord[]): ReadonlyMap<string, readonly number[]> {
  const blocks = new Map<string, number[]>();
  for (const [index, record] of records.entries()) {
    for (const key of new Set(keysOf(record))) {
      const block = blocks.get(key);
      if (block) block.push(index);
      else blocks.set(key, [index]);
    }
  }
  return blocks;
}

function keysOf({ families, given, born, phones, postalCode, ssn, ...main }: LinkRecord): readonly string[] {
  const sounds = families.map(soundOf);
  const all = [
    ['ssn', ssn],
    ['born', born],
    ...phones.map((phone) => ['phone', phone]),
    ...sounds.flatMap((sound) => [
      ['name', sound, soundOf(given)],
      ['name', soundOf(given), sound], // swapped
      ['family', sound, postalCode],
      ['family', sound, born.slice(0, 4)]
    ]),
    ['given', soundOf(given), postalCode],
    ['given', soundOf(given), born.slice(0, 6)],
    ...[main, ...(main.others ?? [])].flatMap(({ street, house, city }) => [
      ['street', house, street.slice(0, 6)],
      ['street', street.slice(0, 8), city.slice(0, 4)]
    ])
  ];
  return all.filter((parts) => parts.every((part) => part !== '')).map((parts) => parts.join('/'));
}

const SOUNDS: Readonly<Record<string, string>> = { b: '1', f: '1', p: '1', v: '1', c: '2', g: '2', j: '2', k: '2', q: '2', s: '2', x: '2', z: '2', d: '3', t: '3', l: '4', m: '5', n: '5', r: '6' }; // prettier-ignore

/** A name by how it sounds in English: its first letter and the classes of up to three consonants (Soundex; Russell, US patent 1,261,167). */
export function soundOf(name: string): string {
  let code = name.charAt(0);
  let before = SOUNDS[code] ?? '';
  for (const letter of name.slice(1)) {
    const sound = SOUNDS[letter] ?? '';
    if (sound !== '' && sound !== before) code += sound;
    if (letter !== 'h' && letter !== 'w') before = sound;
    if (code.length === 4) break;
  }
  return code;
}

function weigh(bits: Readonly<Record<Level, number>>, level: Level | null): number {
  return level === null ? 0 : bits[level];
}

/** Null where one of them is not known. */
function levelOf(a: string, b: string, compare: (a: string, b: string) => Level): Level | null {
  return a === '' || b === '' ? null : compare(a, b);
}

const RANK: Readonly<Record<Level, number>> = { same: 2, near: 1, other: 0 };

function best(
  some: readonly string[],
  others: readonly string[],
  compare: (a: string, b: string) => Level
): Level | null {
  const levels = some.flatMap((one) => others.map((other) => compare(one, other)));
  return levels.toSorted((a, b) => RANK[b] - RANK[a])[0] ?? null;
}

function wordsLevel(a: string, b: string): Level {
  if (a === b) return 'same';
  const isPart = Math.min(a.length, b.length) >= 4 && (a.startsWith(b) || b.startsWith(a));
  return isPart || jaroWinkler(a, b) >= 0.86 ? 'near' : 'other';
}

function givenLevel(a: string, b: string): Level {
  const isInitial = a.length === 1 || b.length === 1;
  if (isInitial) return a.charAt(0) === b.charAt(0) ? 'near' : 'other';
  return areNicknames(a, b) ? 'near' : wordsLevel(a, b);
}

/** Numbers are near when one digit is wrong, missing or too many, or when two neighbours or day and month are swapped. */
function digitsLevel(a: string, b: string): Level {
  if (a === b) return 'same';
  if (a.length === 8 && b.length === 8 && a.slice(0, 4) + a.slice(6) + a.slice(4, 6) === b) return 'near';
  return isOneSlip(a, b) ? 'near' : 'other';
}

/** Whether one wrong, missing or additional character, or one swap of neighbours, makes one of the other (Damerau). */
export function isOneSlip(a: string, b: string): boolean {
  if (a.length < 3 || Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const [x, y] = [a.slice(at), b.slice(at)];
  if (x.length !== y.length) return x.length > y.length ? x.slice(1) === y : y.slice(1) === x;
  return x.slice(1) === y.slice(1) || (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2));
}

function areSwapped(a: LinkRecord, b: LinkRecord): boolean {
  const isName = (given: string, families: readonly string[]): boolean =>
    given.length > 1 && families.some((family) => wordsLevel(given, family) !== 'other');
  return isName(a.given, b.families) && isName(b.given, a.families);
}

function isOpposite(a: Sex, b: Sex): boolean {
  return (a === 'female' && b === 'male') || (a === 'male' && b === 'female');
}
