import { DEMOGRAPHIC_FIELDS, type Demographics, type Identifier, type PersonName } from '../patient/patient-facts.ts';
import { sameValue } from '../same-value.ts';
import { cleanLine } from '../text.ts';
import { addressEntries, withAddress, withOtherAddresses } from './fhir-addresses.ts';
import { detailsOf, WRITE_DETAIL } from './fhir-details.ts';
import { phoneEntry, withPhones } from './fhir-phones.ts';
import { isJson, list, partsOf, text, without, type Json } from './json.ts';

/** A person as a FHIR R4 Patient [EXP-2]. @param id what the resource goes by in the export */
export function patientResource(id: string, now: Demographics): Json {
  return {
    resourceType: 'Patient',
    id,
    ...list('identifier', now.identifiers.map(identifier)),
    ...list('name', [mainName({}, now.name), ...otherNames(now.name)]),
    ...list('telecom', [...now.phones.map(phoneEntry), ...emails(now)]),
    gender: now.sex,
    ...(now.birthDate === null ? {} : { birthDate: now.birthDate }),
    ...deceased(now),
    ...list('address', addressEntries(now)),
    ...list('communication', now.language ? [communication(now.language)] : []),
    ...detailsOf(now)
  };
}

/**
 * A record of another system with what has changed here since. Only elements whose meaning changed are written anew; all others
 * stay letter by letter, understood or not [EXP-1]. @param before what was understood of the record when it came
 */
export function patientWithChanges(original: Json, before: Demographics, now: Demographics): Json {
  const changed = DEMOGRAPHIC_FIELDS.filter((field) => !sameValue(before[field] ?? null, now[field] ?? null));
  const written = changed.reduce((resource, field) => WRITE[field](resource, before, now), original);
  return changed.length > 0 ? withoutStaleText(written) : written;
}

/**
 * A record that was merged with others: the one that stays replaces them and is in use, one that gave way is not (FHIR R4 Patient.link,
 * Patient.active) [EXP-9]. Links that another system made stay.
 */
export function withLinks(resource: Json, type: 'replaces' | 'replaced-by', others: readonly string[]): Json {
  const links = others.map((other) => ({ other: { reference: `Patient/${other}` }, type }));
  return { ...resource, active: type === 'replaces', ...list('link', [...partsOf(resource['link']), ...links]) };
}

/** A narrative made from the elements says what they no longer say (FHIR R4 Narrative.status); one written by hand stays. */
function withoutStaleText(resource: Json): Json {
  const narrative = resource['text'];
  return isJson(narrative) && narrative['status'] !== 'additional' ? without(resource, 'text') : resource;
}

type Write = (resource: Json, before: Demographics, now: Demographics) => Json;

const WRITE: Readonly<Record<(typeof DEMOGRAPHIC_FIELDS)[number], Write>> = {
  name: withName,
  birthDate: (resource, _, { birthDate }) => ({
    ...without(resource, 'birthDate'),
    ...text('birthDate', birthDate ?? '')
  }),
  sex: (resource, _, { sex }) => ({ ...without(resource, 'gender'), gender: sex }),
  phones: (resource, before, { phones }) => withPhones(resource, before.phones, phones),
  email: withEmail,
  address: withAddress,
  otherAddresses: withOtherAddresses,
  language: withLanguage,
  identifiers: withIdentifiers,
  deceased: (resource, _, now) => ({ ...without(resource, 'deceasedBoolean', 'deceasedDateTime'), ...deceased(now) }),
  ...WRITE_DETAIL
};

const OLD_USES: ReadonlySet<unknown> = new Set(['old', 'maiden', 'nickname']);

/** The name in use keeps what else its entry says, but its text and the extensions of what was replaced. */
function withName(resource: Json, before: Demographics, now: Demographics): Json {
  const names = partsOf(resource['name']);
  const current = names.filter(({ use }) => !OLD_USES.has(use));
  const main = current.find(({ use }) => use === 'official') ?? current[0] ?? {};
  const isSameBeside =
    sameValue(before.name.former ?? [], now.name.former ?? []) && before.name.preferred === now.name.preferred;
  const beside = names.filter((name) => name !== main);
  const others = isSameBeside ? beside : namesBeside(beside, now.name);
  const kept = without(main, 'text', 'family', 'given', 'prefix', 'suffix');
  return { ...resource, name: [mainName(kept, now.name), ...others] };
}

function mainName(kept: Json, name: PersonName): Json {
  const { family, given, prefix, suffix } = name;
  return {
    use: 'official',
    ...kept,
    ...text('family', family),
    ...list('given', given),
    ...list('prefix', prefix ? [prefix] : []),
    ...list('suffix', suffix ? [suffix] : [])
  };
}

/** Of the names that came, those that are still so stay as they came, a maiden name one; a nickname or an earlier name that is new comes after them. */
function namesBeside(came: readonly Json[], { preferred, former = [], family, given }: PersonName): readonly Json[] {
  const isStill = (name: Json): boolean => {
    if (name['use'] === 'nickname' || (name['use'] === 'usual' && givenIn(name) !== given[0])) return givenIn(name) === preferred; // prettier-ignore
    return former.includes(familyIn(name)) || familyIn(name) === family;
  };
  const kept = came.filter(isStill);
  const isKnown = ({ use, family: other, given: first }: Json): boolean =>
    use === 'nickname'
      ? kept.some((name) => givenIn(name) === (first as readonly string[])[0])
      : kept.some((name) => familyIn(name) === other);
  return [...kept, ...otherNames({ family, given, former, ...(preferred ? { preferred } : {}) }).filter((name) => !isKnown(name))]; // prettier-ignore
}

function familyIn({ family }: Json): string {
  return typeof family === 'string' ? cleanLine(family) : '';
}

function givenIn({ given }: Json): string {
  const [first] = Array.isArray(given) ? (given as unknown[]) : [];
  return typeof first === 'string' ? cleanLine(first) : '';
}

function otherNames({ preferred, former = [] }: PersonName): readonly Json[] {
  const nick = preferred ? [{ use: 'nickname', given: [preferred] }] : [];
  return [...nick, ...former.map((family) => ({ use: 'old', family }))];
}

function emails({ email }: Demographics): readonly Json[] {
  return email ? [{ system: 'email', value: email }] : [];
}

function withEmail(resource: Json, before: Demographics, now: Demographics): Json {
  const value = (entry: Json): string => (typeof entry['value'] === 'string' ? cleanLine(entry['value']) : '');
  const entries = partsOf(resource['telecom']);
  const others = entries.filter((entry) => entry['system'] !== 'email' || value(entry) !== before.email);
  return { ...without(resource, 'telecom'), ...list('telecom', [...others, ...emails(now)]) };
}

function deceased(now: Demographics): Json {
  if (now.deceased === undefined) return {};
  return now.deceased === true ? { deceasedBoolean: true } : { deceasedDateTime: now.deceased };
}

function withLanguage(resource: Json, _: Demographics, { language }: Demographics): Json {
  const spoken = partsOf(resource['communication']);
  const isIt = (entry: Json): boolean =>
    isJson(entry['language']) && partsOf(entry['language']['coding']).some(({ code }) => code === language);
  const others = spoken.filter((entry) => !isIt(entry)).map((entry) => without(entry, 'preferred'));
  const own = language ? [{ ...(spoken.find(isIt) ?? communication(language)), preferred: true }] : [];
  return { ...without(resource, 'communication'), ...list('communication', [...own, ...(language ? others : [])]) };
}

function communication(language: string): Json {
  return { language: { coding: [{ system: 'urn:ietf:bcp:47', code: language }] }, preferred: true };
}

/** Numbers that were not understood stay; those that were taken away here go, and new ones come after them. */
function withIdentifiers(resource: Json, before: Demographics, now: Demographics): Json {
  const plain = (value: string): string => value.replace(/[\s-]/g, '');
  const had = new Set(before.identifiers.map(({ value }) => plain(value)));
  const has = new Set(now.identifiers.map(({ value }) => plain(value)));
  const valueOf = ({ value }: Json): string => (typeof value === 'string' ? plain(value) : '');
  const kept = partsOf(resource['identifier']).filter((entry) => !had.has(valueOf(entry)) || has.has(valueOf(entry)));
  const there = new Set(kept.map(valueOf));
  const added = now.identifiers.filter(({ value }) => !there.has(plain(value))).map(identifier);
  return { ...without(resource, 'identifier'), ...list('identifier', [...kept, ...added]) };
}

/** HL7 table 0203; `U` says that nobody knows what kind it is, which FHIR says by leaving it out. */
function identifier({ type, system, value }: Identifier): Json {
  const kind = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: type }] };
  return { ...(type && type !== 'U' ? { type: kind } : {}), ...text('system', system), value };
}
