import type { DetailField, Details, GenderIdentity, MaritalStatus, Race } from '../patient/details.ts';
import { list, partsOf, text, without, type Json } from './json.ts';

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';
const RACE = `${US_CORE}/us-core-race`;
const ETHNICITY = `${US_CORE}/us-core-ethnicity`;
const GENDER = `${US_CORE}/us-core-genderIdentity`;
const PRONOUNS = 'http://hl7.org/fhir/StructureDefinition/individual-pronouns';
const OURS: ReadonlySet<unknown> = new Set([RACE, ETHNICITY, GENDER, PRONOUNS]);

/** CDC race and ethnicity codes (urn:oid:2.16.840.1.113883.6.238). */
const RACE_CODES: Readonly<Partial<Record<Race, readonly [code: string, display: string]>>> = {
  'american-indian': ['1002-5', 'American Indian or Alaska Native'],
  asian: ['2028-9', 'Asian'],
  black: ['2054-5', 'Black or African American'],
  'middle-eastern': ['2118-8', 'Middle Eastern or North African'],
  'pacific-islander': ['2076-8', 'Native Hawaiian or Other Pacific Islander'],
  white: ['2106-3', 'White']
};
/** SNOMED CT; the last two are null flavors. */
const GENDER_CODES: Readonly<Record<GenderIdentity, readonly [code: string, display: string]>> = {
  female: ['446141000124107', 'Identifies as female gender'],
  male: ['446151000124109', 'Identifies as male gender'],
  'non-binary': ['33791000087105', 'Identifies as nonbinary gender'],
  other: ['OTH', 'other'],
  undisclosed: ['ASKU', 'asked but unknown']
};
const MARITAL: Readonly<Record<MaritalStatus, string>> = {
  S: 'Never Married',
  M: 'Married',
  D: 'Divorced',
  W: 'Widowed',
  L: 'Legally Separated',
  T: 'Domestic partner',
  UNK: 'unknown'
};

type WriteDetail = (resource: Json, before: Details, now: Details) => Json;

const withExtensions: WriteDetail = (resource, _, now) => {
  const others = partsOf(resource['extension']).filter(({ url }) => !OURS.has(url));
  return { ...without(resource, 'extension'), ...list('extension', [...others, ...extensionsOf(now)]) };
};
const withMarital: WriteDetail = (resource, _, now) => ({ ...without(resource, 'maritalStatus'), ...maritalOf(now) });
/** FHIR's Patient has no place for it, or it is nobody else's business: a code word. */
const asItIs: WriteDetail = (resource) => resource;

/** What a change of a detail changes of another system's record. Complete by type. */
export const WRITE_DETAIL: Readonly<Record<DetailField, WriteDetail>> = {
  genderIdentity: withExtensions,
  pronouns: withExtensions,
  races: withExtensions,
  maritalStatus: withMarital,
  employer: asItIs,
  contact: asItIs,
  codeWord: asItIs,
  careTeam: asItIs,
  advanceDirective: asItIs,
  communication: asItIs,
  alerts: asItIs,
  ssn4: asItIs,
  estimatedAge: asItIs,
  photo: asItIs
};

/** The same of a person who is only ours. */
export function detailsOf(now: Details): Json {
  return { ...list('extension', extensionsOf(now)), ...maritalOf(now) };
}

function maritalOf({ maritalStatus: code }: Details): Json {
  if (!code) return {};
  const system =
    code === 'UNK'
      ? 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'
      : 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';
  return { maritalStatus: { coding: [{ system, code, display: MARITAL[code] }] } };
}

function extensionsOf({ races = [], genderIdentity, pronouns }: Details): readonly Json[] {
  const codes = races.flatMap((race) => (RACE_CODES[race] ? [RACE_CODES[race]] : []));
  const isHispanic = races.includes('hispanic');
  return [
    ...(codes.length > 0 ? [complex(RACE, codes)] : []),
    ...(races.length > 0 && !races.includes('declined')
      ? [complex(ETHNICITY, [isHispanic ? (['2135-2', 'Hispanic or Latino'] as const) : (['2186-5', 'Not Hispanic or Latino'] as const)])] // prettier-ignore
      : []),
    ...(genderIdentity ? [{ url: GENDER, valueCodeableConcept: gender(genderIdentity) }] : []),
    ...(pronouns ? [{ url: PRONOUNS, extension: [{ url: 'value', valueCodeableConcept: { ...text('text', pronouns) } }] }] : []) // prettier-ignore
  ];
}

function gender(of: GenderIdentity): Json {
  const [code, display] = GENDER_CODES[of];
  const isSnomed = /^\d/.test(code);
  const system = isSnomed ? 'http://snomed.info/sct' : 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor';
  return { coding: [{ system, code, display }] };
}

function complex(url: string, codes: readonly (readonly [code: string, display: string])[]): Json {
  const categories = codes.map(([code, display]) => ({
    url: 'ombCategory',
    valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code, display }
  }));
  return {
    url,
    extension: [...categories, { url: 'text', valueString: codes.map(([, display]) => display).join(', ') }]
  };
}
