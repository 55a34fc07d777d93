import { practiceDoc, parseDocId, type DocId } from '#domain/documents.ts';
import type { Recorded } from '#domain/fact.ts';
import {
  appointmentResource,
  contactResource,
  encounterResource,
  locationResource,
  practitionerResource,
  resourceId,
  type Planned
} from '#domain/export/fhir-schedule.ts';
import { responseResource } from '#domain/export/fhir-forms.ts';
import { patientResource, patientWithChanges, withLinks } from '#domain/export/fhir-patient.ts';
import type { Json } from '#domain/export/json.ts';
import type { Form, FormId } from '#domain/forms/form.ts';
import { packetOf, type Packet } from '#domain/forms/packet.ts';
import { practiceForms } from '#domain/forms/practice-forms.ts';
import { SHIPPED_FORMS } from '#domain/forms/shipped/every-form.ts';
import { USUAL_RULES } from '#domain/forms/shipped/usual-rules.ts';
import { recordsOf, type JoinedPatient } from '#domain/patient/joined.ts';
import { DEMOGRAPHIC_FIELDS, type Demographics } from '#domain/patient/patient-facts.ts';
import { patientOf, type Patient } from '#domain/patient/patient.ts';
import { practiceOf, type Practice, type Site } from '#domain/practice/practice.ts';
import { appointmentOf } from '#domain/scheduling/appointment.ts';
import { sameValue } from '#domain/same-value.ts';
import { localDateOf, type Instant, type LocalDate, type ZoneId } from '#domain/time.ts';
import { visitFrom } from '#domain/visit/visit.ts';
import type { CaseId, PatientId } from '#domain/ids.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { personOf } from '../clinic/own-records.ts';
import { recordedIn } from '../gate/writer.ts';
import { patientFrom } from '../import/fhir/patient.ts';
import { importedPatient } from '../import/imported-state.ts';
import { sourceIdOf } from '../import/fhir/references.ts';
import { IMPORTER } from '../import/import-port.ts';
import { identities } from '../import/identity.ts';
import type { MapContext } from '../import/records.ts';
import type { ExportCounts, ExportReport, Origin, Sink } from './export-port.ts';
import { ownResources, resourceAsNow } from './beside-patient.ts';
import { paperOf, withPages } from './pages.ts';
import { keptOf, renamed } from './kept-of.ts';

export interface ExportOptions {
  readonly clinic: Clinic;
  readonly sink: Sink;
  readonly dryRun: boolean;
  readonly now: () => Instant;
  /** The zone of times without one, when the clinic has no site yet. */
  readonly fallbackZone: ZoneId;
  readonly signal?: AbortSignal;
  /** How many patients are written so far. */
  readonly onProgress?: (patients: number) => void;
}

/** What one export knows as it goes. */
interface Run extends ExportOptions {
  readonly practice: Practice;
  readonly context: MapContext;
  readonly forms: ReadonlyMap<FormId, Form>;
  /** `Patient/p1`: what is used up. */
  readonly used: Set<string>;
  /** What each patient goes by in the export. */
  readonly names: Map<string, string>;
  /** Of a record that was merged, whose it is. */
  readonly survivors: Map<string, PatientId>;
  readonly counts: Map<string, Record<Origin, number>>;
  /** Papers whose pages are not in the files. */
  readonly lacking: CaseId[];
}

/** Everything a clinic knows that FHIR R4 has a resource for, into one sink [EXP-1 to EXP-5]. */
export async function exportFhir(options: ExportOptions): Promise<ExportReport> {
  const { clinic, now, sink, dryRun, signal } = options;
  const startedAt = now();
  const practice = practiceOf(await clinic.read(practiceDoc));
  const zone = [...practice.sites.values()][0]?.zone ?? options.fallbackZone;
  const context = { ids: identities(''), zone, today: localDateOf(startedAt, zone) };
  const run: Run = {
    ...options,
    practice,
    context,
    forms: practiceForms(practice.forms, SHIPPED_FORMS, USUAL_RULES).forms,
    used: new Set(),
    names: new Map(),
    survivors: new Map(),
    counts: new Map(),
    lacking: []
  };
  let patients = 0;
  try {
    await writePractice(run);
    for await (const { doc, facts } of documents(run, 'patient/')) {
      const ref = parseDocId(doc);
      const patient = patientOf(facts);
      if (!patient || ref?.kind !== 'patient') continue;
      await writePatient(run, facts, patient, patient.merges ? await joined(run, patient) : patient);
      patients++;
    }
    for await (const { doc, facts } of documents(run, 'day/')) await writeDay(run, doc, facts);
    for await (const { facts } of documents(run, 'case/')) await writeForms(run, packetOf(facts));
  } finally {
    await sink.close();
  }
  return {
    dryRun,
    stopped: signal?.aborted ?? false,
    seconds: Math.round(now() - startedAt) / 1000,
    patients,
    withoutPages: run.lacking.length,
    counts: Object.fromEntries([...run.counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) satisfies Record<
      string,
      ExportCounts
    >
  };
}

/** Documents in one page: a patient of another system may come with a megabyte of theirs. */
const PAGE = 100;

async function* documents(
  { clinic, signal }: Run,
  prefix: string
): AsyncGenerator<{ readonly doc: DocId; readonly facts: readonly Recorded[] }> {
  let after: DocId = '';
  for (;;) {
    const page = await clinic.documents({ after, limit: PAGE, prefix });
    for (const { doc, update } of page) {
      if (signal?.aborted) return;
      yield { doc, facts: recordedIn(update) };
    }
    after = page.at(-1)?.doc ?? after;
    if (page.length < PAGE) return;
  }
}

async function write(run: Run, resource: Json, origin: Origin): Promise<void> {
  const type = String(resource['resourceType']);
  const counts = run.counts.get(type) ?? { asItCame: 0, changed: 0, made: 0 };
  run.counts.set(type, counts);
  counts[origin]++;
  await run.sink.write(resource);
}

async function writePractice(run: Run): Promise<void> {
  for (const site of run.practice.sites.values()) await write(run, locationResource(site), 'made');
  for (const one of run.practice.practitioners.values()) await write(run, practitionerResource(one), 'made');
  for (const contact of run.practice.contacts.values()) {
    if (run.signal?.aborted) return;
    const kept = await keptOf(run.clinic, contact.contact);
    for (const resource of kept) await write(run, resource, 'asItCame');
    if (kept.length === 0) await write(run, contactResource(contact), 'made');
  }
}

/** The person a record is of, where it took part in a merge. */
async function joined(run: Run, own: Patient): Promise<JoinedPatient> {
  const person = (await personOf((doc) => run.clinic.read(doc), own.patient)) ?? own;
  if (person.patient !== own.patient) run.survivors.set(own.patient, person.patient);
  return person;
}

/** What a record goes by in this export, said once: another record may link to it before it is written. */
async function nameOf(run: Run, patient: PatientId, kept?: readonly Json[]): Promise<string> {
  const known = run.names.get(patient);
  if (known !== undefined) return known;
  const original = (kept ?? (await keptOf(run.clinic, patient))).find(({ resourceType }) => resourceType === 'Patient');
  const theirs = typeof original?.['id'] === 'string' ? original['id'] : null;
  const name = theirs === null || run.used.has(theirs) ? resourceId(patient) : theirs;
  run.used.add(name);
  run.names.set(patient, name);
  return name;
}

/**
 * One record with everything that is about it; what it is called is what the files it came from call it. The survivor of a merge speaks
 * for the person and replaces the others; one that gave way is not active, and says by which it was replaced [EXP-9].
 */
async function writePatient(run: Run, facts: readonly Recorded[], own: Patient, person: JoinedPatient): Promise<void> {
  const kept = await keptOf(run.clinic, own.patient);
  const original = kept.find(({ resourceType }) => resourceType === 'Patient');
  const theirs = typeof original?.['id'] === 'string' ? original['id'] : null;
  const name = await nameOf(run, own.patient, kept);
  const ours = (resource: Json): Json =>
    theirs !== null && theirs !== name ? renamed(resource, theirs, name) : resource;

  const isSurvivor = person.patient === own.patient;
  const linked = isSurvivor ? recordsOf(person).slice(1) : [person.patient];
  const others = await Promise.all(linked.map((each) => nameOf(run, each)));
  const { demographics: came } = importedPatient(facts.map(({ fact }) => fact));
  await writePerson(run, isSurvivor ? person : own, original, { name, others, isSurvivor, came });
  const written = new Set<string>();
  const called = (other: PatientId): string | undefined => run.names.get(run.survivors.get(other) ?? other);
  const beside = { own, called, context: run.context, came: new Set<string>() };
  for (const resource of kept) {
    if (resource === original) continue;
    if (resource['resourceType'] === 'Encounter') written.add(run.context.ids.encounter(sourceIdOf(resource) ?? ''));
    const now = resourceAsNow(resource, { ...beside, patient: name });
    await writeWithPages(run, own, { resource: ours(now), origin: now === resource ? 'asItCame' : 'changed' });
  }
  const whose = await nameOf(run, person.patient);
  for (const encounter of own.encounters)
    if (!written.has(encounter.encounter)) await write(run, encounterResource(encounter, whose), 'made');
  for (const resource of ownResources({ ...beside, patient: whose }))
    await writeWithPages(run, own, { resource, origin: 'made' });
  run.onProgress?.(run.names.size);
}

/** A dry run opens no page. */
async function writeWithPages(
  run: Run,
  { documents = [] }: Patient,
  { resource, origin }: { readonly resource: Json; readonly origin: Origin }
): Promise<void> {
  const paper = paperOf(resource, documents, run.context.ids.document);
  if (!paper || paper.recalled || run.dryRun) return await write(run, resource, origin);
  const opened = await withPages(run.clinic, resource, paper, { isOurs: origin === 'made' });
  if (!opened.isWhole) run.lacking.push(paper.document);
  await write(run, opened.resource, origin);
}

interface Linked {
  readonly name: string;
  /** What the other records of the person go by. */
  readonly others: readonly string[];
  readonly isSurvivor: boolean;
  /** What imports have said of the record. */
  readonly came: Demographics | null;
}

async function writePerson(
  run: Run,
  patient: Patient,
  original: Json | undefined,
  { name, others, isSurvivor, came }: Linked
): Promise<void> {
  const linked = (resource: Json): Json =>
    others.length > 0 ? withLinks(resource, isSurvivor ? 'replaces' : 'replaced-by', others) : resource;
  const understood = original && patientFrom(original, run.context);
  if (!original || !understood?.ok) return await write(run, linked(patientResource(name, patient)), 'made');
  const before = beforeNow(understood.value.demographics, came, patient);
  const resource = linked(patientWithChanges(original, before, patient));
  const named = original['id'] === name ? resource : { ...resource, id: name };
  await write(run, named, resource === original ? 'asItCame' : 'changed');
}

/**
 * What was understood of a record when it came. What we read out of it only since a later version, and nobody here has touched, is no change: it would be taken out of the
 * record of whoever was imported before [EXP-1].
 */
function beforeNow(read: Demographics, came: Demographics | null, now: Demographics): Demographics {
  if (!came) return read;
  const untouched = DEMOGRAPHIC_FIELDS.filter(
    (field) => isPresent(read[field]) && !sameValue(came[field] ?? null, read[field] ?? null) && sameValue(came[field] ?? null, now[field] ?? null) // prettier-ignore
  );
  return { ...read, ...Object.fromEntries(untouched.map((field) => [field, now[field]])) };
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

async function writeDay(run: Run, doc: DocId, facts: readonly Recorded[]): Promise<void> {
  const ref = parseDocId(doc);
  const site = ref?.kind === 'day' ? run.practice.sites.get(ref.site) : undefined;
  if (ref?.kind !== 'day' || !site) return;
  const called = (patient: string): string => {
    const whose = run.survivors.get(patient) ?? patient;
    return run.names.get(whose) ?? resourceId(whose);
  };
  for (const planned of plannedIn(facts, ref.date, site))
    await write(run, appointmentResource(planned, run.practice, called), 'made');
}

/** Forms that were handed in here; those that another system had went out as they came [EXP-12]. */
async function writeForms(run: Run, packet: Packet | null): Promise<void> {
  if (!packet || packet.by === IMPORTER) return;
  const patient = run.names.get(run.survivors.get(packet.patient) ?? packet.patient);
  if (patient === undefined) return;
  for (const { form, submitted } of packet.forms)
    if (submitted)
      await write(run, responseResource(packet, submitted, { form: run.forms.get(form) ?? null, patient }), 'made');
}

function plannedIn(facts: readonly Recorded[], date: LocalDate, site: Site): readonly Planned[] {
  const visits = new Map<string, Recorded[]>();
  const appointments = new Map<string, Recorded[]>();
  const voided = facts.filter(({ fact }) => fact.kind === 'fact/voided');
  for (const recorded of facts) {
    const of = recorded.fact.of as { readonly appointment?: unknown; readonly visit?: unknown }; // facts name what they are about
    if (recorded.fact.kind.startsWith('visit/')) push(visits, of.visit, recorded, voided);
    else if (recorded.fact.kind.startsWith('appointment/')) push(appointments, of.appointment, recorded, voided);
  }
  const states = new Map(
    [...visits.values()].flatMap((own) => {
      const visit = visitFrom(own);
      return visit?.appointment ? [[visit.appointment, visit.state] as const] : [];
    })
  );
  return [...appointments].flatMap(([id, own]) => {
    const appointment = appointmentOf(own);
    return appointment ? [{ appointment, date, site, visit: states.get(id) ?? null }] : [];
  });
}

function push(into: Map<string, Recorded[]>, id: unknown, recorded: Recorded, voided: readonly Recorded[]): void {
  if (typeof id !== 'string') return;
  const own = into.get(id) ?? [...voided];
  own.push(recorded);
  into.set(id, own);
}
