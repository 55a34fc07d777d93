import type { Address, Identifier, PersonName, Sex } from '../patient/patient-facts.ts';
import { err, ok, type Result } from '../result.ts';
import { cleanLine } from '../text.ts';
import { isLocalDate, type LocalDate } from '../time.ts';

/** What the bar code on the back of a US or Canadian driver licence or identity card says of its holder. */
export interface DriverLicence {
  readonly name: PersonName;
  /** Null where the card has none that exists. */
  readonly birthDate: LocalDate | null;
  readonly sex: Sex;
  readonly address: Address | null;
  /** The licence's number, of the place that gave it out. */
  readonly identifier: Identifier | null;
  readonly expires: LocalDate | null;
  /** The card had no room for the whole name: ask. */
  readonly isNameCut: boolean;
}

export type LicenceProblem = 'not-a-licence' | 'too-long' | 'no-name';

/** A full symbol holds less than 1,850 characters (ISO/IEC 15438); scanners add line ends. */
const MAX_LENGTH = 4_096;

/**
 * Header of AAMVA's card design standard: `ANSI ` (or `AAMVA` on old cards), six digits of the issuer, the version, how many subfiles, and
 * where each lies; scanners put a few characters of their own before it. The places are often wrong, so elements are found by their names instead.
 */
const HEADER = /^.{0,8}?(?:ANSI |AAMVA)(\d{6})(\d{2})\d*((?:[A-Z]{2}\d{8})*)(?:DL|ID|EN)?/;
const BETWEEN = /[\n\r\u001c\u001e|]+/;
const ELEMENT = /^(D[A-Z]{2})(.*)$/s;
/** A byte order mark and other characters that scanners put around what they read. */
const LEADING = /^[\s\ufeff@|\u001c\u001e]+/;

const NOTHING = new Set(['', 'NONE', 'UNK', 'UNAVL', 'N/A']);
const CANADIAN = new Set(['AB', 'BC', 'MB', 'NB', 'NL', 'NS', 'NT', 'NU', 'ON', 'PE', 'QC', 'SK', 'YT']);

/**
 * Reads AAMVA's data elements, versions 01 to 10, from what a scanner gave. Line ends may be lost or replaced, and the card may say less than
 * the standard wants: what is there is taken. Source: AAMVA DL/ID Card Design Standard, annex D.
 */
export function readDriverLicence(text: string): Result<DriverLicence, LicenceProblem> {
  if (text.length > MAX_LENGTH) return err('too-long');
  const body = text.replace(LEADING, '');
  const header = HEADER.exec(body);
  if (!header) return err('not-a-licence');
  const elements = elementsOf(body.slice(header[0].length));
  const say = (id: string): string => {
    const value = cleanLine(elements.get(id) ?? '');
    return NOTHING.has(value.toUpperCase()) ? '' : value;
  };
  const name = nameOf(say);
  if (!name) return err('no-name');
  const jurisdiction = say('DAJ').toUpperCase();
  const isCanadian = say('DCG').toUpperCase() === 'CAN' || CANADIAN.has(jurisdiction);
  const number = say('DAQ');
  return ok({
    name,
    birthDate: dateOf(say('DBB')),
    sex: sexOf(say('DBC')),
    address: addressOf(say, jurisdiction, isCanadian),
    identifier: number ? { type: 'DL', system: `${isCanadian ? 'CA' : 'US'}-${jurisdiction}`, value: number } : null,
    expires: dateOf(say('DBA')),
    isNameCut: ['DDE', 'DDF', 'DDG'].some((flag) => say(flag).toUpperCase() === 'T')
  });
}

/** The first of each element counts: subfiles of a state repeat names with meanings of their own. */
function elementsOf(data: string): ReadonlyMap<string, string> {
  const elements = new Map<string, string>();
  for (const piece of piecesOf(data)) {
    const [, id, value] = ELEMENT.exec(piece.trim()) ?? [];
    if (id !== undefined && value !== undefined && !elements.has(id)) elements.set(id, value);
  }
  return elements;
}

function piecesOf(data: string): readonly string[] {
  const pieces = data.split(BETWEEN);
  // A scanner that swallows line ends leaves one long line: it is cut before the names of the elements we read.
  return pieces.length > 3 ? pieces : data.split(/(?=D(?:A[ACDGHIJKLQ]|B[ABCD]|C[GSTU]|D[EFG]))/);
}

type Say = (id: string) => string;

function nameOf(say: Say): PersonName | null {
  const suffix = say('DCU');
  const named = (family: string, given: readonly string[], last = suffix): PersonName | null => {
    const known = given.map(cleanLine).filter((part) => part !== '');
    return family === '' ? null : { family, given: known, ...(last ? { suffix: last } : {}) };
  };
  // Since version 04 each name has an element of its own, in versions 02 and 03 all given names share one.
  if (say('DCS')) return named(say('DCS'), [...(say('DAC') || say('DCT')).split(/[,\s]+/), say('DAD')]);
  if (say('DAB')) return named(say('DAB'), [say('DAC'), say('DAD')]);
  const whole = say('DAA');
  if (whole.includes(',')) {
    const [family = '', first = '', middle = '', last = ''] = whole.split(',').map(cleanLine);
    return named(family, [...first.split(' '), ...middle.split(' ')], last);
  }
  // Some states wrote the names as they are spoken.
  const words = whole.split(' ').filter((word) => word !== '');
  return named(words.at(-1) ?? '', words.slice(0, -1));
}

/** `MMDDYYYY` on cards of the United States since version 02, `YYYYMMDD` on older and on Canadian ones; a year has no month 13 to 20. */
function dateOf(text: string): LocalDate | null {
  if (!/^\d{8}$/.test(text)) return null;
  const orders = [
    `${text.slice(4)}-${text.slice(0, 2)}-${text.slice(2, 4)}`,
    `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
  ];
  return orders.find((date) => date > '1850' && date < '2150' && isLocalDate(date)) ?? null;
}

function sexOf(text: string): Sex {
  const sex = text.toUpperCase();
  if (sex === '1' || sex === 'M') return 'male';
  if (sex === '2' || sex === 'F') return 'female';
  return sex === 'X' ? 'other' : 'unknown';
}

/** On the oldest cards the street may stand where later the residence does (`DAL`). */
function addressOf(say: Say, state: string, isCanadian: boolean): Address | null {
  const line = [say('DAG') || say('DAL'), say('DAH')].filter((part) => part !== '');
  const city = say('DAI');
  if (line.length === 0 && city === '') return null;
  const postalCode = isCanadian ? say('DAK') : usPostalCode(say('DAK'));
  return { line, city, state, postalCode, country: isCanadian ? 'CA' : 'US' };
}

/** Five digits, and four more where they are not padding. */
function usPostalCode(text: string): string {
  const digits = text.replace(/\D/g, '');
  const more = digits.slice(5, 9);
  return more.length === 4 && more !== '0000' ? `${digits.slice(0, 5)}-${more}` : digits.slice(0, 5);
}
