import { ok, type Result } from '../result.ts';
import { MOST_ADDRESSES } from '../patient/addresses.ts';
import { isAddressTooLong } from '../patient/demographics.ts';
import type { Address, Demographics, OtherAddress, Phone } from '../patient/patient-facts.ts';
import { cleanLine } from '../text.ts';
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

  const fields = nameFields(properties);
  const read = patientFromRow(
    (field) =>
      ({
        ...fields,
        preferred: first('NICKNAME').split(',')[0] ?? '',
        former: first('X-MAIDENNAME'),
        birthDate: dayText(first('BDAY')),
        deceased: dayText(first('DEATHDATE')),
        sex: sexText(first('GENDER') || first('X-GENDER')),
        language: first('LANG'),
        email: textOf(pick(properties.filter(({ name }) => name === 'EMAIL'))?.value ?? '')
      })[field as string] ?? '',
    settings
  );
  if (!read.ok) return read;
  const { demographics, remarks } = read.value;
  const withPhones = { ...demographics, phones: phonesFrom(properties), ...addressesIn(properties) };
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

/** Every ADR: the one at home before the others is the main one, and the others beside it [IMP-28]. */
function addressesIn(properties: readonly CardProperty[]): Pick<Demographics, 'address' | 'otherAddresses'> {
  const all = properties.filter(({ name }) => name === 'ADR').map((one) => ({ types: one.types, at: addressIn(one) }));
  const said = all.filter(
    ({ at: { line, city, state, postalCode } }) => line.length > 0 || city || state || postalCode
  );
  const main = pick(said.filter(({ types }) => types.has('home'))) ?? pick(said);
  const others = said.filter((one) => one !== main && !isAddressTooLong(one.at)).slice(0, MOST_ADDRESSES);
  return {
    ...(main ? { address: main.at } : {}),
    ...(others.length > 0 ? { otherAddresses: others.map(otherAddress) } : {})
  };
}

/** ADR: box, extended, street, town, state, postal code, country (RFC 6350 §6.3.1). */
function addressIn({ value }: CardProperty): Address {
  const parts = partsIn(value).map((part) =>
    part.flatMap((each) => each.split('\n').map(cleanLine)).filter((each) => each !== '')
  );
  const [box = [], extended = [], street = [], city = [], state = [], postalCode = [], country = []] = parts;
  const lines = [...box, ...street, ...extended];
  return {
    line: [...lines.slice(0, 2), ...(lines.length > 2 ? [lines.slice(2).join(', ')] : [])],
    city: city.join(' '),
    state: state.join(' '),
    postalCode: postalCode.join(' '),
    ...(country.length > 0 ? { country: country.join(' ') } : {})
  };
}

/** PREF is the one to deliver to (RFC 2426 §3.2.1); of 2.1's and 3.0's other words, `postal` alone says that nobody lives there. */
function otherAddress({ types, at }: { readonly types: ReadonlySet<string>; readonly at: Address }): OtherAddress {
  const isPostal = types.has('postal') && !types.has('home') && !types.has('work') && !types.has('parcel');
  return {
    ...at,
    use: types.has('work') ? 'work' : 'home',
    ...(isPostal ? { kind: 'postal' } : {}),
    ...(types.has('pref') ? { letters: true } : {})
  };
}

function pick<One extends { readonly types: ReadonlySet<string> }>(all: readonly One[]): One | undefined {
  return all.find(({ types }) => types.has('pref')) ?? all[0];
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
