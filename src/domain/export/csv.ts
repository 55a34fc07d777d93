import { mayLeaveMessage, mayText, phoneToCall, phoneToText, type ReachAnswer } from '../patient/reach.ts';
import type { Address, Demographics, Phone } from '../patient/patient-facts.ts';

/** What a spreadsheet takes for a formula at a cell's beginning (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * A row of RFC 4180, with its line end. A cell that a spreadsheet would run is made text by an apostrophe before it [EXP-8]; our own
 * import takes it off again.
 */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A list's column: its name, which our own import knows, and what stands in it. */
const COLUMNS: readonly (readonly [header: string, of: (person: Demographics) => string])[] = [
  ['Record Number', ({ identifiers }) => identifiers.find(({ type }) => type === 'MR')?.value ?? ''],
  ['Last Name', ({ name }) => name.family],
  ['First Name', ({ name }) => name.given[0] ?? ''],
  ['Middle Name', ({ name }) => name.given.slice(1).join(' ')],
  ['Prefix', ({ name }) => name.prefix ?? ''],
  ['Suffix', ({ name }) => name.suffix ?? ''],
  ['Preferred Name', ({ name }) => name.preferred ?? ''],
  ['Former Name', ({ name }) => (name.former ?? []).join(', ')],
  ['Date of Birth', ({ birthDate }) => birthDate ?? ''],
  ['Sex', ({ sex }) => (sex === 'unknown' ? '' : sex)],
  ['Mobile Phone', phoneOf('mobile')],
  ['Home Phone', phoneOf('home')],
  ['Work Phone', phoneOf('work')],
  ['Other Phone', phoneOf('other')],
  ['Text OK', yesOf(phoneToText, mayText)],
  ['Voicemail OK', yesOf(phoneToCall, mayLeaveMessage)],
  ['Email', ({ email }) => email ?? ''],
  ['Address', ({ address }) => address?.line[0] ?? ''],
  ['Address 2', ({ address }) => address?.line[1] ?? ''],
  ['Address 3', ({ address }) => address?.line.slice(2).join(', ') ?? ''],
  ['City', ({ address }) => address?.city ?? ''],
  ['State', ({ address }) => address?.state ?? ''],
  ['ZIP', ({ address }) => address?.postalCode ?? ''],
  ['Country', ({ address }) => address?.country ?? ''],
  ['Mailing Address', mailOf(({ line }) => line[0])],
  ['Mailing Address 2', mailOf(({ line }) => line.slice(1).join(', '))],
  ['Mailing City', mailOf(({ city }) => city)],
  ['Mailing State', mailOf(({ state }) => state)],
  ['Mailing ZIP', mailOf(({ postalCode }) => postalCode)],
  ['Language', ({ language }) => language ?? ''],
  ['Interpreter', ({ communication }) => yesNo(communication?.interpreter)],
  ['Race and Ethnicity', ({ races = [] }) => races.map((race) => race.replace('-', ' ')).join('; ')],
  ['Gender Identity', ({ genderIdentity }) => genderIdentity ?? ''],
  ['Pronouns', ({ pronouns }) => pronouns ?? ''],
  ['Marital Status', ({ maritalStatus }) => maritalStatus ?? ''],
  ['Employer', ({ employer }) => employer ?? ''],
  ['Primary Care', ({ careTeam }) => careTeam?.pcp ?? ''],
  ['Referred By', ({ careTeam }) => careTeam?.referring ?? ''],
  ['Pharmacy', ({ careTeam }) => careTeam?.pharmacy ?? ''],
  ['Deceased', ({ deceased }) => (deceased === true ? 'yes' : (deceased ?? ''))]
];

export const CSV_HEADERS: readonly string[] = COLUMNS.map(([header]) => header);

export function patientCells(person: Demographics): readonly string[] {
  return COLUMNS.map(([, of]) => of(person));
}

/** Where the mail goes if that is not home: a list has one such address, and no days. Whoever is away for a while is not written to there next year. */
function mailOf(part: (address: Address) => string | undefined): (person: Demographics) => string {
  return ({ otherAddresses = [] }) => {
    const lasting = otherAddresses.filter(({ use, period }) => use !== 'old' && use !== 'billing' && !period);
    const mail = lasting.find(({ letters }) => letters) ?? lasting.find(({ kind }) => kind === 'postal');
    return (mail && part(mail)) ?? '';
  };
}

const yesNo = (is: boolean | undefined): string => (is === undefined ? '' : is ? 'yes' : 'no');

type Reached = Pick<Demographics, 'phones' | 'contact'>;

/** What is said of the phone that it is about; of one that is refused everywhere, no. */
function yesOf(
  phoneOfIt: (person: Reached) => Phone | null,
  mayDo: (person: Reached, phone: Phone) => ReachAnswer
): (person: Demographics) => string {
  return (person) => {
    const phone = phoneOfIt(person) ?? person.phones[0];
    const may = phone ? mayDo(person, phone).may : null;
    return may === null ? '' : may ? 'yes' : 'no';
  };
}

/** US numbers as people write them, so that no plus stands first: `206-555-0101`. */
function phoneOf(use: Phone['use']): (person: Demographics) => string {
  return ({ phones }) => {
    const number = phones.find((one) => one.use === use)?.number ?? '';
    return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '$1-$2-$3');
  };
}
