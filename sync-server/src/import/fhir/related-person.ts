import { FHIR_RELATED } from '#domain/export/fhir-related.ts';
import { phoneNumberOf } from '#domain/import/phone-number.ts';
import { TELLS, type RelatedRole, type RelatedSaid, type Relation } from '#domain/patient/related.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { IMPORTER } from '../import-port.ts';
import type { JsonObject } from '../parse-json.ts';
import type { MapContext } from '../records.ts';
import { listed, read } from './elements.ts';
import { nameOf } from './names.ts';
import { codesOf, objectIn, objectsIn, periodOf, textOf } from './plain.ts';
import { targetOf } from './references.ts';

/** HL7 v3 RoleCode and v2 table 0131, as far as a front office tells people apart. */
const RELATION_OF: Readonly<Record<string, Relation>> = {
  ...relations('parent', 'PRN MTH FTH NMTH NFTH STPMTH STPFTH ADOPTP ADOPTF ADOPTM PRNFOST PRNINLAW GESTM'),
  ...relations('guardian', 'GUARD'),
  ...relations('spouse', 'SPS HUSB WIFE DOMPART SIGOTHR FMRSPS'),
  ...relations('child', 'CHILD SON DAU NCHILD DAUC SONC STPCHLD CHLDADOPT CHLDFOST DAUADOPT SONADOPT'),
  ...relations('sibling', 'SIB BRO SIS HBRO HSIS NBRO NSIS STPBRO STPSIS TWIN'),
  ...relations('grandparent', 'GRPRN GRMTH GRFTH MGRMTH MGRFTH PGRMTH PGRFTH'),
  ...relations('friend', 'FRND NBOR'),
  ...relations('attorney', 'POWATT')
};
const ROLE_OF: Readonly<Record<string, RelatedRole>> = { C: 'emergency', ECON: 'emergency', GUARD: 'guardian', HPOWATT: 'proxy', GUAR: 'guarantor' }; // prettier-ignore

function relations(relation: Relation, codes: string): Readonly<Record<string, Relation>> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, relation]));
}

/**
 * A FHIR R4 RelatedPerson as somebody beside a patient [IMP-35]. Null where nobody is named, a day cannot be read, or it is over without saying since when: kept as it came,
 * and nobody is told anything by a guess. What they may be told comes from our own exports alone.
 */
export function relatedFrom(
  resource: JsonObject,
  context: MapContext,
  byFullUrl: ReadonlyMap<string, string>
): RelatedSaid | null {
  const names = read(listed.names, resource['name']);
  const name = names.ok ? nameOf(names.value) : null;
  const period = periodOf(resource['period'], context.zone);
  if (!name || !period || (resource['active'] === false && period.end === null)) return null;
  const concepts = objectsIn(resource['relationship']);
  const codes = concepts.flatMap(codesOf);
  const words = concepts.map(({ text }) => textOf(text)).filter(Boolean);
  const relation = codes.map((code) => RELATION_OF[code]).find((one) => one !== undefined);
  const roles = codes.flatMap((code) => ROLE_OF[code] ?? []);
  const told = words.find((word) => word.startsWith(FHIR_RELATED.told))?.slice(FHIR_RELATED.told.length) ?? '';
  const phone = objectsIn(resource['telecom']).find(({ system, use }) => system === 'phone' && use !== 'old');
  const number = phoneNumberOf(textOf(phone?.['value']));
  const link = objectsIn(resource['extension']).find(({ url }) => url === FHIR_RELATED.patient);
  const patient = targetOf(textOf(objectIn(link?.['valueReference'])['reference']), byFullUrl);
  const said: RelatedSaid = {
    name: { family: name.family, given: name.given.join(' ') },
    relation: relation ?? (words.includes('caregiver') ? 'caregiver' : 'other'),
    ...(number ? { phone: number } : {}),
    roles: [...new Set(roles)],
    may: TELLS.filter((tell) => told.split(', ').includes(tell)),
    period,
    ...(patient.is === 'id' ? { patient: context.ids.patient(patient.id) } : {})
  };
  const fact = { kind: 'related/said', at: 0, by: IMPORTER, of: { patient: 'p', related: 'r', from: null, to: said } };
  return checkFact(fact).ok ? said : null;
}
