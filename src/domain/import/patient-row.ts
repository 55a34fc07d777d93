import { hasCardNumber } from '../money/card-guard.ts';
import { birthDateFrom, type BirthDateRefusal } from '../patient/birth-date-text.ts';
import type {
  Address,
  Demographics,
  Identifier,
  OtherAddress,
  PersonName,
  Phone,
  Sex
} from '../patient/patient-facts.ts';
import { err, ok, type Result } from '../result.ts';
import { sameValue } from '../same-value.ts';
import { cleanLine } from '../text.ts';
import type { LocalDate } from '../time.ts';
import type { PatientField } from './patient-columns.ts';
import { phoneNumberOf } from './phone-number.ts';
import { detailsFrom } from './row-details.ts';
import { socialSecurityNumber } from './social-security-number.ts';

/** A row by its fields; '' where there is no such column. */
export type RowCell = (field: PatientField) => string;

export interface RowSettings {
  readonly today: LocalDate;
  /** `13/5/1980` is the 13th of May. */
  readonly dayFirst: boolean;
}

export type RowRefusal =
  | { readonly code: 'row/no-name' }
  | { readonly code: 'row/birth-date'; readonly given: string; readonly why: BirthDateRefusal };

/** What somebody may want to look at, though the row was taken. */
export type RowRemark =
  | 'patient/birth-date-in-part'
  | 'patient/identifier-left-out'
  | 'patient/sex-unread'
  | 'patient/language-unread'
  | 'patient/death-unread'
  | 'patient/detail-unread';

export interface ReadRow {
  readonly demographics: Demographics;
  /** What the row goes by in its own list: its number, else who it is about; null when it says neither [IMP-25]. */
  readonly key: string | null;
  readonly remarks: readonly RowRemark[];
}

/** One row of another system's list as we register people [IMP-24 to IMP-27]. */
export function patientFromRow(raw: RowCell, settings: RowSettings): Result<ReadRow, RowRefusal> {
  const cell: RowCell = (field) => cleanLine(asText(raw(field)));
  const name = nameFrom(cell);
  if (!name) return err({ code: 'row/no-name' });
  const birthDate = dayFrom(cell('birthDate'), settings);
  if (!birthDate.ok) return err({ code: 'row/birth-date', given: cell('birthDate'), why: birthDate.error });
  const sex = sexFrom(cell('sex'));
  const language = languageFrom(cell('language'));
  const identifiers = identifiersFrom(cell);
  const kept = identifiers.filter(({ value }) => !hasCardNumber(value));
  const { address, otherAddresses } = addressesFrom(cell);
  const { details, isUnread } = detailsFrom(cell);
  const deceased = deceasedFrom(cell('deceased'), settings);
  const demographics: Demographics = {
    name,
    birthDate: birthDate.value,
    sex: sex ?? 'unknown',
    phones: phonesFrom(cell),
    ...(cell('email') ? { email: cell('email') } : {}),
    ...(address ? { address } : {}),
    ...(otherAddresses ? { otherAddresses } : {}),
    ...(language ? { language } : {}),
    identifiers: kept,
    ...(deceased ? { deceased } : {}),
    ...details
  };
  const remarks: readonly (RowRemark | false)[] = [
    birthDate.value === null && cell('birthDate') !== '' && !isNoDay(cell('birthDate')) && 'patient/birth-date-in-part',
    kept.length < identifiers.length && 'patient/identifier-left-out',
    sex === null && 'patient/sex-unread',
    language === null && 'patient/language-unread',
    deceased === null && 'patient/death-unread',
    isUnread && 'patient/detail-unread'
  ];
  return ok({ demographics, key: keyOf(cell, demographics), remarks: remarks.filter((remark) => remark !== false) });
}

/** A spreadsheet's ways of saying that this is text: `="02155"`, and the apostrophe of a guarded cell (docs/specs/export.md). */
function asText(cell: string): string {
  const quoted = /^="(.*)"$/s.exec(cell.trim());
  return quoted?.[1] ?? cell.replace(/^'(?=[=+\-@\t\r])/, '');
}

/** The row's number; without one, name and birth date, or a phone or an address to write to where that is not known. */
function keyOf(cell: RowCell, { name, birthDate, phones, email }: Demographics): string | null {
  if (cell('number')) return cell('number');
  const known = birthDate ?? phones[0]?.number ?? email;
  return known === undefined ? null : `${name.family}|${name.given.join(' ')}|${known}`.toLowerCase();
}

/** In its own columns, else one of `Quill, Ada May` and `Ada May Quill`; a single name stands as the family name [IMP-11]. */
function nameFrom(cell: RowCell): PersonName | null {
  const whole = cell('family') || cell('given') ? null : splitName(cell('fullName'));
  const family = whole?.family ?? cell('family');
  const given = whole?.given ?? [cell('given'), cell('middle')].filter((each) => each !== '');
  const own = family ? { family, given } : { family: given.join(' '), given: [] };
  if (own.family === '') return null;
  const preferred = cell('preferred');
  return {
    ...own,
    ...(cell('prefix') ? { prefix: cell('prefix') } : {}),
    ...(cell('suffix') ? { suffix: cell('suffix') } : {}),
    ...(preferred && preferred !== own.given[0] ? { preferred } : {}),
    ...(cell('former') && cell('former') !== own.family ? { former: [cell('former')] } : {})
  };
}

function splitName(name: string): { readonly family: string; readonly given: readonly string[] } {
  const [family = '', rest] = name.split(/\s*,\s*/, 2);
  if (rest !== undefined) return { family, given: rest === '' ? [] : [rest] };
  const words = name.split(' ').filter((word) => word !== '');
  return { family: words.at(-1) ?? '', given: words.length > 1 ? [words.slice(0, -1).join(' ')] : [] };
}

/** What databases write for no day. */
function isNoDay(text: string): boolean {
  return /^0{1,4}[-/.]0{1,2}[-/.]0{1,4}\b/.test(text);
}

/** Null when it is not known, or only the year or the month is [IMP-12]. A spreadsheet's midnight behind the day says nothing. */
function dayFrom(given: string, { today, dayFirst }: RowSettings): Result<LocalDate | null, BirthDateRefusal> {
  if (given === '' || isNoDay(given) || /^(18|19|20)\d{2}([-/](0?[1-9]|1[0-2]))?$/.test(given)) return ok(null);
  const day = given.replace(/[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AP]M)?(Z|[+-]\d{2}:?\d{2})?$/i, '');
  const parts = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})$/.exec(day);
  return birthDateFrom(dayFirst && parts ? `${parts[3]}/${parts[1]}/${parts[4]}` : day, today);
}

const SEX: Readonly<Record<string, Sex>> = {
  ...named('female', 'f female w woman girl femenino mujer'),
  ...named('male', 'm male man boy masculino hombre'),
  ...named('other', 'o other x nonbinary non-binary nb intersex'),
  ...named('unknown', 'u unknown un undisclosed declined')
};

function named<Value>(value: Value, names: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, value]));
}

/** Null when it is a word we do not know. */
function sexFrom(given: string): Sex | null {
  if (given === '') return 'unknown';
  const word = given.toLowerCase();
  return Object.hasOwn(SEX, word) ? (SEX[word] ?? null) : null;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ...named('en', 'english inglés ingles'),
  ...named('es', 'spanish español espanol castellano'),
  ...named('zh', 'chinese mandarin cantonese'),
  ...named('pt', 'portuguese'),
  ...named('fr', 'french'),
  ...named('vi', 'vietnamese'),
  ...named('ru', 'russian'),
  ...named('ko', 'korean'),
  ...named('ar', 'arabic'),
  ...named('ht', 'creole haitian'),
  ...named('tl', 'tagalog'),
  ...named('de', 'german')
};

/** BCP 47, by code or by its English name; '' when nothing is said, null when it is a word we do not know. */
function languageFrom(given: string): string | null {
  const word = given.toLowerCase();
  if (Object.hasOwn(LANGUAGES, word)) return LANGUAGES[word] ?? null;
  return word === '' || /^[a-z]{2,3}(-[a-z0-9]{2,8})?$/.test(word) ? given : null;
}

function phonesFrom(cell: RowCell): readonly Phone[] {
  const all: readonly Phone[] = [
    { number: phoneNumberOf(cell('mobile')), use: 'mobile' },
    { number: phoneNumberOf(cell('homePhone')), use: 'home' },
    { number: phoneNumberOf(cell('workPhone')), use: 'work' },
    { number: phoneNumberOf(cell('otherPhone')), use: 'other' },
    { number: phoneNumberOf(cell('secondPhone')), use: 'other' }
  ];
  const own = all.filter(({ number }, at) => number !== '' && all.findIndex((one) => one.number === number) === at);
  const [text, voicemail] = [yesFrom(cell('textOk')), yesFrom(cell('voicemailOk'))];
  // One yes for texts is of the mobile where there is one; a no is of every phone.
  const isTexted = (phone: Phone): boolean =>
    text === false || phone === (own.find(({ use }) => use === 'mobile') ?? own[0]);
  return own.map((phone) => ({
    ...phone,
    ...(text !== null && isTexted(phone) ? { text } : {}),
    ...(voicemail === null ? {} : { voicemail })
  }));
}

/** Null where nothing is said, or nothing that is known. */
function yesFrom(given: string): boolean | null {
  if (/^(1|y|yes|true|ok|si|sí)$/i.test(given)) return true;
  return /^(0|n|no|false)$/i.test(given) ? false : null;
}

/** Home, and where the mail goes if that is elsewhere. A list with one street has one address, whatever its columns are called [IMP-39]. */
function addressesFrom(cell: RowCell): Pick<Demographics, 'address' | 'otherAddresses'> {
  const said = (...fields: readonly PatientField[]): string[] => fields.map(cell).filter((each) => each !== '');
  const lines = said('line1', 'line2', 'line3');
  const mailed = said('mailLine1', 'mailLine2');
  const country = cell('country') ? { country: cell('country') } : {};
  const first = (...fields: readonly PatientField[]): string => said(...fields)[0] ?? '';
  if (lines.length === 0 || mailed.length === 0) {
    const address: Address = {
      line: lines.length > 0 ? lines : mailed,
      city: first('city', 'mailCity'),
      state: first('state', 'mailState'),
      postalCode: first('postalCode', 'mailPostalCode'),
      ...country
    };
    const isEmpty = address.line.length === 0 && !address.city && !address.state && !address.postalCode;
    return isEmpty ? {} : { address };
  }
  const [city, state, postalCode] = [cell('city'), cell('state'), cell('postalCode')];
  const address: Address = { line: lines, city, state, postalCode, ...country };
  // Where the mail goes has columns of its own for its city, or is in the same one.
  const isNear = cell('mailCity') === '' && cell('mailPostalCode') === '';
  const mail: Address = isNear
    ? { line: mailed, city, state, postalCode, ...country }
    : { line: mailed, city: cell('mailCity'), state: cell('mailState'), postalCode: cell('mailPostalCode') };
  if (sameValue(mail, address) || sameValue({ ...mail, ...country }, address)) return { address };
  const other: OtherAddress = { ...mail, use: 'home', kind: 'postal' };
  return { address, otherAddresses: [other] };
}

function identifiersFrom(cell: RowCell): readonly Identifier[] {
  const ssn = cell('ssn');
  const numbers: readonly Identifier[] = [
    { type: 'MR', system: '', value: cell('number') },
    { type: 'SS', system: 'http://hl7.org/fhir/sid/us-ssn', value: ssn && socialSecurityNumber(ssn) }
  ];
  return numbers.filter(({ value }) => value !== '');
}

/** False when they live, null when it cannot be read. */
function deceasedFrom(given: string, settings: RowSettings): LocalDate | boolean | null {
  if (/^(|0|n|no|false|alive|living)$/i.test(given) || isNoDay(given)) return false;
  if (/^(1|y|yes|true|deceased|dead)$/i.test(given)) return true;
  const day = dayFrom(given, settings);
  return day.ok ? day.value : null;
}
