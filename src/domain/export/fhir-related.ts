import type { PatientId } from '../ids.ts';
import type { Related, RelatedRole, Relation } from '../patient/related.ts';
import type { LocalDate } from '../time.ts';
import { resourceId } from './fhir-schedule.ts';
import { list, partsOf, text, without, type Json } from './json.ts';

/** What FHIR R4's RelatedPerson has no element for: their own record, where they are a patient too; and what they may be told, in words. */
export const FHIR_RELATED = { patient: 'urn:anteroom:related:patient', told: 'may be told: ' } as const;

/** HL7 v3 RoleCode; what it has no code for is said in words. */
const RELATIONS: Readonly<Record<Exclude<Relation, 'caregiver' | 'other'>, string>> = {
  parent: 'PRN',
  guardian: 'GUARD',
  spouse: 'SPS',
  child: 'CHILD',
  sibling: 'SIB',
  grandparent: 'GRPRN',
  friend: 'FRND',
  attorney: 'POWATT'
};
/** HL7 v2 table 0131 and v3 RoleCode. */
const ROLES: Readonly<Record<RelatedRole, readonly [system: string, code: string]>> = {
  emergency: ['http://terminology.hl7.org/CodeSystem/v2-0131', 'C'],
  guardian: ['http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'GUARD'],
  proxy: ['http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'HPOWATT'],
  guarantor: ['http://terminology.hl7.org/CodeSystem/v3-RoleClass', 'GUAR']
};

interface Beside {
  /** What the person goes by in the export. */
  readonly patient: string;
  readonly today: LocalDate;
  /** What another patient goes by there; undefined for who is not in it. */
  readonly called: (patient: PatientId) => string | undefined;
}

/**
 * A RelatedPerson of another system with what has changed here since; the same object where nothing has [EXP-1]. @param now null: somebody here took them away
 */
export function relatedWithChanges(original: Json, now: Related | null, beside: Beside): Json {
  if (now === null) return { ...original, active: false };
  const { id: _, ...written } = relatedResource(now, beside);
  const extension = [
    ...partsOf(original['extension']).filter(({ url }) => url !== FHIR_RELATED.patient),
    ...partsOf(written['extension'])
  ];
  const others = partsOf(original['telecom']).filter(({ system }) => system !== 'phone');
  const telecom = [...partsOf(written['telecom']), ...others];
  const rest = without(original, 'period', 'extension', 'telecom');
  return { ...rest, ...written, ...list('extension', extension), ...list('telecom', telecom) };
}

/** Somebody beside a patient as a FHIR R4 RelatedPerson [EXP-10]. What they may be told FHIR says as a Consent; here it is a text. */
export function relatedResource(one: Related, { patient, today, called }: Beside): Json {
  const { name, relation, phone, roles, may, period } = one;
  const own = one.patient === undefined ? undefined : called(one.patient);
  const isOver = period.end !== null && period.end < today;
  const relationship = [
    relation === 'other' || relation === 'caregiver'
      ? { text: relation }
      : { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: RELATIONS[relation] }] },
    ...roles.map((role) => ({ coding: [{ system: ROLES[role][0], code: ROLES[role][1] }] })),
    ...(may.length > 0 ? [{ text: `${FHIR_RELATED.told}${may.join(', ')}` }] : [])
  ];
  return {
    resourceType: 'RelatedPerson',
    id: resourceId(one.related),
    ...list(
      'extension',
      own === undefined ? [] : [{ url: FHIR_RELATED.patient, valueReference: { reference: `Patient/${own}` } }]
    ),
    active: !isOver,
    patient: { reference: `Patient/${patient}` },
    relationship,
    name: [{ ...text('family', name.family), ...list('given', name.given ? [name.given] : []) }],
    ...list('telecom', phone ? [{ system: 'phone', value: phone }] : []),
    ...(period.start === null && period.end === null
      ? {}
      : { period: { ...text('start', period.start ?? ''), ...text('end', period.end ?? '') } })
  };
}
