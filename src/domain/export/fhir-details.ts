import {
  RACES,
  type DetailField,
  type Details,
  type GenderIdentity,
  type MaritalStatus,
  type Race
} from '../patient/details.ts';
import { cleanLine } from '../text.ts';
import { isJson, list, partsOf, without, type Json } from './json.ts';

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';
const RACE = `${US_CORE}/us-core-race`;
const ETHNICITY = `${US_CORE}/us-core-ethnicity`;
const GENDER = `${US_CORE}/us-core-genderIdentity`;
const PRONOUNS = 'http://hl7.org/fhir/StructureDefinition/individual-pronouns';
/** R5's place for the same, which some write into R4. */
const GENDER_R5 = 'http://hl7.org/fhir/StructureDefinition/individual-genderIdentity';
/** US Core 7; and R4's own, which is read too. */
const INTERPRETER = `${US_CORE}/us-core-interpreter-needed`;
const INTERPRETER_REQUIRED = 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired';
const YES = { system: 'http://snomed.info/sct', code: '373066001', display: 'Yes' };
const NO = { system: 'http://snomed.info/sct', code: '373067005', display: 'No' };

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

/** Extensions of these addresses written anew; every other one stays as it came. */
function withExtensions(urls: readonly string[], of: (now: Details) => readonly Json[]): WriteDetail {
  return (resource, _, now) => {
    const others = partsOf(resource['extension']).filter(({ url }) => !urls.some((one) => one === url));
    return { ...without(resource, 'extension'), ...list('extension', [...others, ...of(now)]) };
  };
}
const withMarital: WriteDetail = (resource, _, now) => ({ ...without(resource, 'maritalStatus'), ...maritalOf(now) });
/** The one whose name was understood gives way; whoever else is named, or linked, stays. */
const withCareTeam: WriteDetail = (resource, before, now) => {
  const was = before.careTeam?.pcp ?? '';
  if (was === (now.careTeam?.pcp ?? '')) return resource;
  const others = partsOf(resource['generalPractitioner']).filter(
    ({ display }) => was === '' || lineIn(display, LONGEST.name) !== was
  );
  return { ...without(resource, 'generalPractitioner'), ...list('generalPractitioner', [...pcpOf(now), ...others]) };
};
/** FHIR's Patient has no place for it, or it is nobody else's business: a code word. */
const asItIs: WriteDetail = (resource) => resource;

/** What a change of a detail changes of another system's record. Complete by type. */
export const WRITE_DETAIL: Readonly<Record<DetailField, WriteDetail>> = {
  genderIdentity: withExtensions([GENDER, GENDER_R5], genderOf),
  pronouns: withExtensions([PRONOUNS], pronounsOf),
  races: withExtensions([RACE, ETHNICITY], racesOf),
  maritalStatus: withMarital,
  employer: asItIs,
  contact: asItIs,
  codeWord: asItIs,
  careTeam: withCareTeam,
  advanceDirective: asItIs,
  communication: withExtensions([INTERPRETER, INTERPRETER_REQUIRED], interpreterOf),
  alerts: asItIs,
  ssn4: asItIs,
  estimatedAge: asItIs,
  photo: asItIs
};

/** The same of a person who is only ours. */
export function detailsOf(now: Details): Json {
  const extensions = [...racesOf(now), ...genderOf(now), ...pronounsOf(now), ...interpreterOf(now)];
  return { ...list('extension', extensions), ...maritalOf(now), ...list('generalPractitioner', pcpOf(now)) };
}

/** What a FHIR R4 Patient of any shape says of the details that it has a place for [IMP-41]. What is not of a list that is known says nothing. */
export function detailsIn(resource: Json): Details {
  const extensions = new Map(partsOf(resource['extension']).map((one) => [one['url'], one]));
  const races = racesIn(extensions.get(RACE), extensions.get(ETHNICITY));
  const gender = codesIn(conceptIn(extensions.get(GENDER) ?? extensions.get(GENDER_R5)));
  const genderIdentity = GENDERS.find((one) => gender.includes(GENDER_CODES[one][0]));
  const pronouns = pronounsIn(conceptIn(extensions.get(PRONOUNS)));
  const marital = codesIn(resource['maritalStatus']);
  const maritalStatus = MARITALS.find((one) => marital.includes(one));
  const [doctor] = partsOf(resource['generalPractitioner'])
    .map(({ display }) => lineIn(display, LONGEST.name))
    .filter(Boolean);
  const interpreter = interpreterIn(extensions.get(INTERPRETER), extensions.get(INTERPRETER_REQUIRED));
  return {
    ...(races.length > 0 ? { races } : {}),
    ...(genderIdentity ? { genderIdentity } : {}),
    ...(pronouns ? { pronouns } : {}),
    ...(maritalStatus ? { maritalStatus } : {}),
    ...(doctor ? { careTeam: { pcp: doctor } } : {}),
    ...(interpreter === null ? {} : { communication: { interpreter } })
  };
}

const RACES_CODED = Object.keys(RACE_CODES) as readonly (keyof typeof RACE_CODES)[]; // the record has these keys and no others
const GENDERS = Object.keys(GENDER_CODES) as readonly GenderIdentity[]; // as above
const MARITALS = Object.keys(MARITAL) as readonly MaritalStatus[]; // as above
/** As a fact has them. */
const LONGEST = { name: 120, pronouns: 60 } as const;

function racesIn(race: Json | undefined, ethnicity: Json | undefined): readonly Race[] {
  const said = (of: Json | undefined): readonly unknown[] =>
    partsOf(of?.['extension']).flatMap(({ url, valueCoding }) =>
      (url === 'ombCategory' || url === 'detailed') && isJson(valueCoding) ? [valueCoding['code']] : []
    );
  const codes = said(race);
  const named: readonly Race[] = [
    ...RACES_CODED.filter((one) => codes.includes(RACE_CODES[one]?.[0])),
    ...(said(ethnicity).includes('2135-2') ? (['hispanic'] as const) : [])
  ];
  if (named.length === 0 && codes.includes('ASKU')) return ['declined'];
  return RACES.filter((one) => named.includes(one));
}

function conceptIn(extension: Json | undefined): unknown {
  const nested = partsOf(extension?.['extension']).find(({ url }) => url === 'value');
  return extension?.['valueCodeableConcept'] ?? nested?.['valueCodeableConcept'];
}

function codesIn(concept: unknown): readonly unknown[] {
  return isJson(concept) ? partsOf(concept['coding']).map(({ code }) => code) : [];
}

function pronounsIn(concept: unknown): string {
  if (!isJson(concept)) return '';
  const [coded] = partsOf(concept['coding'])
    .map(({ display }) => lineIn(display, LONGEST.pronouns))
    .filter(Boolean);
  return lineIn(concept['text'], LONGEST.pronouns) || (coded ?? '');
}

function interpreterIn(needed: Json | undefined, required: Json | undefined): boolean | null {
  const coding = needed?.['valueCoding'];
  const code = isJson(coding) ? coding['code'] : undefined;
  if (code === YES.code) return true;
  if (code === NO.code) return false;
  const plain = required?.['valueBoolean'];
  return typeof plain === 'boolean' ? plain : null;
}

function lineIn(value: unknown, most: number): string {
  return typeof value === 'string' ? cleanLine(value).slice(0, most) : '';
}

function pcpOf({ careTeam }: Details): readonly Json[] {
  return careTeam?.pcp ? [{ display: careTeam.pcp }] : [];
}

function interpreterOf({ communication }: Details): readonly Json[] {
  const is = communication?.interpreter;
  return is === undefined ? [] : [{ url: INTERPRETER, valueCoding: is ? YES : NO }];
}

function maritalOf({ maritalStatus: code }: Details): Json {
  if (!code) return {};
  const system =
    code === 'UNK'
      ? 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'
      : 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';
  return { maritalStatus: { coding: [{ system, code, display: MARITAL[code] }] } };
}

function racesOf({ races = [] }: Details): readonly Json[] {
  const codes = races.flatMap((race) => (RACE_CODES[race] ? [RACE_CODES[race]] : []));
  const isHispanic = races.includes('hispanic');
  const asked = races.includes('declined') ? [declined(RACE)] : [];
  return [
    ...(codes.length > 0 ? [complex(RACE, codes)] : asked),
    ...(races.length > 0 && !races.includes('declined')
      ? [complex(ETHNICITY, [isHispanic ? (['2135-2', 'Hispanic or Latino'] as const) : (['2186-5', 'Not Hispanic or Latino'] as const)])] // prettier-ignore
      : [])
  ];
}

function genderOf({ genderIdentity }: Details): readonly Json[] {
  return genderIdentity ? [{ url: GENDER, valueCodeableConcept: gender(genderIdentity) }] : [];
}

function pronounsOf({ pronouns }: Details): readonly Json[] {
  return pronouns ? [{ url: PRONOUNS, extension: [{ url: 'value', valueCodeableConcept: { text: pronouns } }] }] : [];
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

/** Asked, and not said (US Core omb-race-category, v3-NullFlavor). */
function declined(url: string): Json {
  const coding = { system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code: 'ASKU', display: 'asked but unknown' }; // prettier-ignore
  return {
    url,
    extension: [
      { url: 'ombCategory', valueCoding: coding },
      { url: 'text', valueString: 'Would not say' }
    ]
  };
}
