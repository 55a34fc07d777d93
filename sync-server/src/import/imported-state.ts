import {
  COVERAGE_FIELDS,
  type CoverageFact,
  type CoverageField,
  type CoverageId,
  type CoverageSaid
} from '#domain/coverage/coverage-facts.ts';
import type { DocumentFact } from '#domain/document/document-facts.ts';
import type { Fact, NewFact } from '#domain/fact.ts';
import {
  DEMOGRAPHIC_FIELDS,
  type DemographicField,
  type Demographics,
  type PastEncounter,
  type PatientChange,
  type PatientFact
} from '#domain/patient/patient-facts.ts';
import type { CaseId, PatientId } from '#domain/ids.ts';
import type { ConsentSaid } from '#domain/patient/consent.ts';
import type { RelatedId, RelatedSaid } from '#domain/patient/related.ts';
import type { Contact } from '#domain/practice/practice-facts.ts';
import { sameValue } from '#domain/same-value.ts';
import type { ResponseSaid } from './fhir/questionnaire-response.ts';
import { IMPORTER } from './import-port.ts';

/**
 * What imports have said of one patient so far. Compared with this, and not with what the desk made of it since, a second import
 * of the same file finds nothing new, and a desk's correction is not undone by the file it corrected [IMP-3].
 */
export interface ImportedPatient {
  readonly demographics: Demographics | null;
  /** By the source's id, as JSON. */
  readonly encounters: ReadonlyMap<string, string>;
  /** Who pays, by our id. */
  readonly coverages: ReadonlyMap<CoverageId, CoverageSaid>;
  readonly related: ReadonlyMap<RelatedId, RelatedSaid>;
  /** What each says, as JSON. */
  readonly consents: ReadonlySet<string>;
  /** Papers, by our id: their pages are taken in once. */
  readonly documents: ReadonlySet<CaseId>;
}

export function importedPatient(facts: Iterable<Fact>): ImportedPatient {
  let demographics: Demographics | null = null;
  const encounters = new Map<string, string>();
  const coverages = new Map<CoverageId, CoverageSaid>();
  const related = new Map<RelatedId, RelatedSaid>();
  const consents = new Set<string>();
  const documents = new Set<CaseId>();
  for (const each of facts) {
    const fact = each as PatientFact | CoverageFact | DocumentFact; // an unknown kind matches none of these
    if (fact.by !== IMPORTER) continue;
    if (fact.kind === 'patient/registered') demographics ??= fact.of;
    else if (fact.kind === 'patient/changed') demographics = withChange(demographics, fact.of);
    else if (fact.kind === 'encounter/recorded') encounters.set(fact.of.encounter, keyOf(fact.of));
    else if (fact.kind === 'related/said' && fact.of.to) related.set(fact.of.related, fact.of.to);
    else if (fact.kind === 'document/filed') documents.add(fact.of.document);
    else if (fact.kind === 'consent/recorded') consents.add(consentKey(fact.of));
    else if (fact.kind === 'coverage/added') {
      const { patient: _, coverage, ...said } = fact.of;
      coverages.set(coverage, said);
    } else if (fact.kind === 'coverage/changed') {
      const known = coverages.get(fact.of.coverage);
      if (known) coverages.set(fact.of.coverage, withCoverageField(known, fact.of.field, fact.of.to));
    }
  }
  return { demographics, encounters, coverages, related, consents, documents };
}

function withCoverageField(known: CoverageSaid, field: CoverageField, to: unknown): CoverageSaid {
  if (to !== null) return { ...known, [field]: to };
  const { [field]: _, ...rest } = known;
  return rest as CoverageSaid; // an import takes away only what may be absent
}

/** What a newer Coverage changes of what an import said before; all of it where none did. A desk that changed it since is asked [COV-2]. */
export function coverageFacts(
  patient: PatientId,
  { coverage, said }: { readonly coverage: CoverageId; readonly said: CoverageSaid },
  known: CoverageSaid | undefined
): readonly NewFact[] {
  if (!known) return [{ kind: 'coverage/added', of: { patient, coverage, ...said } }];
  return COVERAGE_FIELDS.flatMap((field) => {
    const [from, to] = [known[field] ?? null, said[field] ?? null];
    return sameValue(from, to) ? [] : [{ kind: 'coverage/changed', of: { patient, coverage, field, from, to } }];
  });
}

/** Somebody beside a patient, said anew where the file says something else than before. A desk that changed them since is asked [REG-14]. */
export function relatedFacts(
  patient: PatientId,
  { related, said }: { readonly related: RelatedId; readonly said: RelatedSaid },
  known: RelatedSaid | undefined
): readonly NewFact[] {
  if (known && sameValue(known, said)) return [];
  return [{ kind: 'related/said', of: { patient, related, from: known ?? null, to: said } }];
}

/** Two consents with the same key are one. */
export function consentKey({ form, version, code, decision, signedAt, signer }: ConsentSaid): string {
  return JSON.stringify([form, version, code, decision, signedAt, signer]);
}

/** A form that another system had: given, handed in when it was, looked at there and put away [IMP-37]. */
export function responseFacts(
  patient: PatientId,
  { packet, said }: { readonly packet: CaseId; readonly said: ResponseSaid }
): readonly NewFact[] {
  const { form, version, language } = said;
  return [
    {
      kind: 'packet/given',
      of: { ...{ case: packet, patient, site: 'import', visitType: null, language }, forms: [{ form, version }] }
    },
    { kind: 'form/submitted', of: { ...said, case: packet, patient, hand: 'patient' } },
    { kind: 'form/reviewed', of: { case: packet, form } },
    { kind: 'packet/closed', of: { case: packet, how: 'archived' } }
  ];
}

/** An encounter's content: two with the same key say the same. */
export function keyOf({ encounter, class: kind, start, end, what, practitioner }: PastEncounter): string {
  return JSON.stringify([encounter, kind, start, end, what, practitioner ?? null]);
}

/**
 * What a newer record changes. What it does not mention stays: an export without phone numbers says nothing about phones [IMP-5].
 */
export function changesOf(patient: PatientId, before: Demographics, after: Demographics): PatientChange[] {
  return DEMOGRAPHIC_FIELDS.filter((field) => isSaid(after[field]) && !isSame(before[field], after[field])).map(
    (field) => ({ patient, field, from: before[field] ?? null, to: after[field] ?? null }) as PatientChange // both values are of the one field
  );
}

/**
 * Whether two records under one id are about two people: another family name and another birth date. Ids such as `1` are used
 * by every system, and one person's record must never become another's.
 */
export function isSomeoneElse(before: Demographics, after: Demographics): boolean {
  const names = (of: Demographics): readonly string[] => [of.name.family, ...(of.name.former ?? [])].map(plain);
  const known = names(before);
  const isOtherName = !names(after).some((name) => known.includes(name));
  const isOtherDay = before.birthDate !== null && after.birthDate !== null && before.birthDate !== after.birthDate;
  return isOtherName && isOtherDay;
}

export function isSameContact(a: Contact | undefined, b: Contact): boolean {
  return a !== undefined && CONTACT_FIELDS.every((field) => a[field] === b[field]);
}

const CONTACT_FIELDS = [
  'contact',
  'type',
  'name',
  'phone',
  'address',
  'npi'
] as const satisfies readonly (keyof Contact)[];

function withChange(demographics: Demographics | null, of: PatientChange): Demographics | null {
  return demographics && { ...demographics, [of.field]: of.to ?? undefined };
}

function isSaid(value: Demographics[DemographicField]): boolean {
  return value !== undefined && value !== null && value !== 'unknown' && !(Array.isArray(value) && value.length === 0);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/\P{L}/gu, '').toLowerCase();
}
