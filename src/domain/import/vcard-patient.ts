import { ok, type Result } from '../result.ts';
import type { Phone } from '../patient/patient-facts.ts';
import type { PatientField } from './patient-columns.ts';
import { patientFromRow, type ReadRow, type RowRefusal, type RowSettings } from './patient-row.ts';
import { phoneNumberOf } from './phone-number.ts';
import { partsIn, textOf, type CardProperty } from './vcard.ts';

/** A card as we register people [IMP-28]; null when it is a group's, an organization's or a place's. */
export function patientFromCard(
  properties: readonly CardProperty[],
  settings: RowSettings
): Result<ReadRow | null, RowRefusal> {
  const first = (name: string): string => textOf(properties.find((one) => one.name === name)?.value ?? '');
  const kind = (first('KIND') || first('X-ADDRESSBOOKSERVER-KIND')).toLowerCase();
  if (kind !== '' && kind !== 'individual') return ok(null);

  const fields = { ...nameFields(properties), ...addressFields(properties) };
  const read = patientFromRow(
    (field) =>
      ({
        ...fields,
        preferred: first('NICKNAME').split(',')[0] ?? '',
        birthDate: dayText(first('BDAY')),
        deceased: dayText(first('DEATHDATE')),
        sex: sexText(first('GENDER') || first('X-GENDER')),
        language: first('LANG'),
        email: textOf(preferred(properties.filter(({ name }) => name === 'EMAIL'))?.value ?? '')
      })[field as string] ?? '',
    settings
  );
  if (!read.ok) return read;
  const { demographics, remarks } = read.value;
  const withPhones = { ...demographics, phones: phonesFrom(properties) };
  const { family, given } = demographics.name;
  const known = demographics.birthDate ?? withPhones.phones[0]?.number ?? demographics.email;
  const key = first('UID') || (known === undefined ? null : `${family}|${given.join(' ')}|${known}`.toLowerCase());
  return ok({ demographics: withPhones, key, remarks });
}

type Fields = Partial<Record<PatientField, string>>;

/** N: family, given, additional names, prefixes, suffixes (RFC 6350 §6.2.2); FN where it is not there or empty. */
function nameFields(properties: readonly CardProperty[]): Fields {
  const parts = partsIn(properties.find(({ name }) => name === 'N')?.value ?? '');
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = parts.map((part) => part.join(' ').trim());
  if (family || given) return { family, given, middle, prefix, suffix };
  return { fullName: textOf(properties.find(({ name }) => name === 'FN')?.value ?? '') };
}

/** ADR: box, extended, street, town, state, postal code, country (RFC 6350 §6.3.1); at home before the others. */
function addressFields(properties: readonly CardProperty[]): Fields {
  const all = properties.filter(({ name }) => name === 'ADR');
  const home = preferred(all.filter(({ types }) => types.has('home')));
  const parts = partsIn((home ?? preferred(all))?.value ?? '').map((part) => part.filter((each) => each !== ''));
  const [box = [], extended = [], street = [], city = [], state = [], postalCode = [], country = []] = parts;
  const lines = [...box, ...street, ...extended].flatMap((each) => each.split('\n')).filter((each) => each !== '');
  return {
    line1: lines[0] ?? '',
    line2: lines[1] ?? '',
    line3: lines.slice(2).join(', '),
    city: city.join(' '),
    state: state.join(' '),
    postalCode: postalCode.join(' '),
    country: country.join(' ')
  };
}

function preferred(properties: readonly CardProperty[]): CardProperty | undefined {
  return properties.find(({ types }) => types.has('pref')) ?? properties[0];
}

/** Numbers of people: no fax, pager or modem. The preferred one first, each once. */
function phonesFrom(properties: readonly CardProperty[]): readonly Phone[] {
  const lines = properties.filter(
    ({ name, types }) => name === 'TEL' && !['fax', 'pager', 'modem', 'bbs'].some((type) => types.has(type))
  );
  const first = lines.filter(({ types }) => types.has('pref'));
  const phones = new Map<string, Phone>();
  for (const { value, types } of new Set([...first, ...lines])) {
    const number = phoneNumberOf(textOf(value).replace(/^tel:/i, ''));
    // What a program put where a number belongs (`HomePhone`) is none.
    if (/\d/.test(number) && !phones.has(number)) phones.set(number, { number, use: useOf(types) });
  }
  return [...phones.values()];
}

function useOf(types: ReadonlySet<string>): Phone['use'] {
  if (types.has('cell') || types.has('iphone')) return 'mobile';
  return types.has('home') ? 'home' : types.has('work') ? 'work' : 'other';
}

/** RFC 6350 §4.3: `19710309`, `1971-03-09T08:00:00Z`; what has no year (`--0309`) says nothing we keep, but a remark. */
function dayText(value: string): string {
  const day = value.replace(/^(\d{8})T.*$/, '$1');
  return /^--|^-\d/.test(day) ? '1900' : day;
}

/** RFC 6350 §6.2.7: one letter and a word of the person's own. */
function sexText(value: string): string {
  const word = value.split(';')[0] ?? '';
  return word.toUpperCase() === 'N' ? '' : word;
}
