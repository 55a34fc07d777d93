import { caseDoc, patientDoc, practiceDoc, type DocId } from '#domain/documents.ts';
import type { DocumentPart } from '#domain/document/document-facts.ts';
import type { NewFact } from '#domain/fact.ts';
import type { CaseId, PatientId } from '#domain/ids.ts';
import type { Contact, PracticeFact } from '#domain/practice/practice-facts.ts';
import { documentFacts } from './fhir/document-reference.ts';
import { IMPORTER, type ImportClinic, type DocFacts } from './import-port.ts';
import {
  changesOf,
  consentKey,
  coverageFacts,
  importedPatient,
  isSameContact,
  isSomeoneElse,
  keyOf,
  relatedFacts,
  responseFacts,
  type ImportedPatient
} from './imported-state.ts';
import { openKeeping, type Keeping } from './kept-resources.ts';
import type { ImportRecord } from './records.ts';
import type { ImportRefusal } from './refusals.ts';
import { factOf } from './storable.ts';
import type { Outcome, Tally } from './tally.ts';

type OfPatient = Of<'patient'> | Of<'encounter'> | Of<'kept'>;
type Of<Is extends ImportRecord['is']> = Extract<ImportRecord, { is: Is }>;

/** Documents in one append: large enough that the disk is asked seldom, small enough for one frame and a short wait on Ctrl-C. */
const BATCH_DOCS = 500;
const BATCH_RECORDS = 2_000;
/** Characters of resources kept whole, and bytes of pages: what a batch holds in memory. */
const BATCH_TEXT = 8 * 1024 * 1024;

/**
 * Takes records and writes what is new of them, batch by batch. A record is compared with what earlier imports wrote, so the
 * same record a second time, in this run or the next, writes nothing [IMP-3].
 */
export interface Writer {
  take(record: ImportRecord): Promise<void>;
  /** Writes what was held back. */
  flush(): Promise<void>;
}

export async function openWriter(clinic: ImportClinic, tally: Tally): Promise<Writer> {
  const contacts = await importedContacts(clinic);
  // Patients whose record was refused because the id is another person's here: their visits are not that person's.
  const strangers = new Set<DocId>();
  let pending = newBatch();

  const flush = async (): Promise<void> => {
    const batch = pending;
    pending = newBatch();
    await writeBatch(batch, clinic, tally, strangers);
  };
  const queue = async (doc: DocId, record: OfPatient): Promise<void> => {
    const held = pending.patients.get(doc);
    // The same patient twice in one batch: the second must see what the first wrote.
    if (record.is === 'patient' && held?.some(({ is }) => is === 'patient')) await flush();
    const records = pending.patients.get(doc) ?? [];
    records.push(record);
    pending.patients.set(doc, records);
    pending.records++;
    pending.text += record.asItCame?.json.reduce((sum, piece) => sum + piece.length, 0) ?? 0;
    if (record.is === 'kept') pending.text += bytesOf(record);
    const isFull = pending.records >= BATCH_RECORDS || pending.text >= BATCH_TEXT;
    if (isFull || pending.patients.size >= BATCH_DOCS) await flush();
  };

  return {
    async take(record) {
      switch (record.is) {
        case 'patient':
          return await queue(patientDoc(record.patient), record);
        case 'kept':
          return await queue(patientDoc(record.patient), record);
        case 'encounter':
          return await queue(patientDoc(record.patient), withPractitioner(record, contacts));
        case 'contact': {
          const known = contacts.get(record.contact.contact);
          const isSame = isSameContact(known, record.contact);
          if (isSame && !record.asItCame) return tally.count(record, 'unchanged');
          contacts.set(record.contact.contact, record.contact);
          pending.contacts.push({ record, outcome: isSame ? 'unchanged' : known ? 'changed' : 'added' });
          if (pending.contacts.length >= BATCH_DOCS) await flush();
          return;
        }
        case 'not-kept':
          return tally.count(record, 'notKept');
        case 'refused':
          return tally.count(record, 'refused', record.refusal);
      }
    },
    flush
  };
}

function bytesOf({ document }: Of<'kept'>): number {
  return document?.said.pages.reduce((sum, { bytes }) => sum + bytes.length, 0) ?? 0;
}

interface Batch {
  readonly patients: Map<DocId, OfPatient[]>;
  readonly contacts: { readonly record: Of<'contact'>; readonly outcome: Outcome }[];
  records: number;
  text: number;
}

function newBatch(): Batch {
  return { patients: new Map(), contacts: [], records: 0, text: 0 };
}

/** What became of one record of a batch, said only once the batch is on disk. */
interface Said {
  readonly record: ImportRecord;
  readonly outcome: Outcome;
  readonly refusal?: ImportRefusal;
}

async function writeBatch(batch: Batch, clinic: ImportClinic, tally: Tally, strangers: Set<DocId>): Promise<void> {
  const records = [...batch.contacts.map(({ record }) => record), ...[...batch.patients.values()].flat()];
  const keeping = await openKeeping(clinic, records);
  const said: Said[] = batch.contacts.map((one) => orKept(one, keeping));
  const appends: DocFacts[] = [];
  const isNew = batch.contacts.filter(({ outcome }) => outcome !== 'unchanged');
  const contactFacts = isNew.map(({ record }) => newFact(record));
  if (contactFacts.length > 0) appends.push({ doc: practiceDoc, facts: contactFacts });

  const known = batch.patients.size > 0 ? await clinic.read([...batch.patients.keys()]) : new Map<DocId, never[]>();
  for (const [doc, records] of batch.patients) {
    const facts: NewFact[] = [];
    const before = strangers.has(doc) ? NOBODY : importedPatient(known.get(doc) ?? []);
    for (const step of stepsOf(records, before)) {
      facts.push(...step.facts);
      said.push(step.refusal ? step : orKept(step, keeping));
      if (step.refusal?.code === 'patient/someone-else') strangers.add(doc);
    }
    if (facts.length > 0) appends.push({ doc, facts });
    for (const paper of papersIn(records, said, before)) appends.push(...(await paperOf(paper, clinic)));
  }
  appends.push(...(await packetsOf(said, clinic)), ...keeping.facts());
  if (appends.length > 0) await clinic.append(appends);
  for (const { record, outcome, refusal } of said) {
    tally.count(record, outcome, refusal);
    if (outcome === 'refused') continue;
    for (const remark of record.remarks ?? []) tally.remark(record, remark);
  }
}

type Paper = { readonly patient: PatientId } & NonNullable<Of<'kept'>['document']>;

/** Papers of a patient who is here, which no import has taken in yet; each once. */
function papersIn(
  records: readonly OfPatient[],
  said: readonly Said[],
  { documents }: ImportedPatient
): readonly Paper[] {
  const refused = new Set(said.filter(({ outcome }) => outcome === 'refused').map(({ record }) => record));
  const papers = new Map<CaseId, Paper>();
  for (const record of records) {
    if (record.is !== 'kept' || !record.document || refused.has(record)) continue;
    const { document } = record.document;
    if (!documents.has(document)) papers.set(document, { patient: record.patient, ...record.document });
  }
  return [...papers.values()];
}

/** Keeps a paper's pages, then says what they are [IMP-42]. */
async function paperOf({ patient, ...paper }: Paper, clinic: ImportClinic): Promise<readonly DocFacts[]> {
  const parts: DocumentPart[] = [];
  for (const { bytes, type } of paper.said.pages) parts.push({ ...(await clinic.keep(bytes)), type });
  return documentFacts(patient, paper, parts);
}

/** Forms that came filled in, of patients who are here; a packet that is there already is left as it is. */
async function packetsOf(said: readonly Said[], clinic: ImportClinic): Promise<readonly DocFacts[]> {
  const packets = new Map<DocId, DocFacts>();
  for (const { record, outcome } of said) {
    if (record.is !== 'kept' || !record.response || outcome === 'refused') continue;
    const doc = caseDoc(record.response.packet);
    packets.set(doc, { doc, facts: responseFacts(record.patient, record.response) });
  }
  if (packets.size === 0) return [];
  const known = await clinic.read([...packets.keys()]);
  return [...packets.values()].filter(({ doc }) => (known.get(doc) ?? []).length === 0);
}

/** A record that says nothing new here may have something new in what is kept of it as it came. */
function orKept(said: Said, keeping: Keeping): Said {
  const kept = keeping.take(said.record);
  if (kept === 'same' || said.outcome !== 'unchanged') return said;
  return { ...said, outcome: kept === 'first' && said.record.is === 'kept' ? 'added' : 'changed' };
}

const NOBODY: ImportedPatient = {
  demographics: null,
  encounters: new Map(),
  coverages: new Map(),
  related: new Map(),
  consents: new Set(),
  documents: new Set()
};

type Step = Said & { readonly facts: readonly NewFact[] };

/** One patient's records against what earlier imports said of them: the patient first, whatever the order they came in. */
function stepsOf(records: readonly OfPatient[], before: ImportedPatient): Step[] {
  const steps: Step[] = [];
  let isKnown = before.demographics !== null;
  const encounters = new Map(before.encounters);
  const understood = understanding(before);
  for (const record of records) {
    if (record.is !== 'patient') continue;
    const step = patientStep(record, before);
    steps.push(step);
    isKnown = step.outcome !== 'refused';
  }
  for (const record of records) {
    if (record.is !== 'encounter') continue;
    const key = keyOf(record.encounter);
    const known = encounters.get(record.encounter.encounter);
    if (!isKnown) steps.push(refusal(record, { code: 'encounter/patient-not-here' }));
    else if (known === key) steps.push({ record, outcome: 'unchanged', facts: [] });
    else steps.push({ record, outcome: known ? 'changed' : 'added', facts: [newFact(record)] });
    encounters.set(record.encounter.encounter, key);
  }
  for (const record of records) {
    if (record.is !== 'kept') continue;
    if (!isKnown) {
      steps.push(refusal(record, { code: 'kept/patient-not-here' }));
      continue;
    }
    steps.push({ record, outcome: 'unchanged', facts: understood(record) });
  }
  return steps;
}

/** What each resource that was understood says that no import said before, in the order they come. */
function understanding(before: ImportedPatient): (record: Of<'kept'>) => readonly NewFact[] {
  const coverages = new Map(before.coverages);
  const people = new Map(before.related);
  const consents = new Set(before.consents);
  return ({ patient, coverage, related, consent }) => {
    if (coverage) {
      const facts = coverageFacts(patient, coverage, coverages.get(coverage.coverage));
      coverages.set(coverage.coverage, coverage.said);
      return facts;
    }
    if (related) {
      const facts = relatedFacts(patient, related, people.get(related.related));
      people.set(related.related, related.said);
      return facts;
    }
    if (!consent || consents.has(consentKey(consent))) return [];
    consents.add(consentKey(consent));
    return [{ kind: 'consent/recorded', of: { patient, ...consent } }];
  };
}

function patientStep(record: Of<'patient'>, { demographics }: ImportedPatient): Step {
  if (!demographics) return { record, outcome: 'added', facts: [newFact(record)] };
  if (isSomeoneElse(demographics, record.demographics)) return refusal(record, { code: 'patient/someone-else' });
  const changes = changesOf(record.patient, demographics, record.demographics);
  const facts = changes.map((of) => ({ kind: 'patient/changed', of }));
  return { record, outcome: changes.length > 0 ? 'changed' : 'unchanged', facts };
}

function refusal(record: ImportRecord, because: ImportRefusal): Step {
  return { record, outcome: 'refused', refusal: because, facts: [] };
}

function newFact(record: ImportRecord): NewFact {
  const fact = factOf(record);
  if (!fact) throw new Error(`no fact is written of a record that is ${record.is}`);
  return fact;
}

/** Names who saw the patient, where the visit only refers to them and their own record was imported. */
function withPractitioner(record: Of<'encounter'>, contacts: ReadonlyMap<string, Contact>): Of<'encounter'> {
  const contact = record.practitioner === null ? undefined : contacts.get(record.practitioner);
  return contact ? { ...record, encounter: { ...record.encounter, practitioner: contact.name } } : record;
}

async function importedContacts(clinic: ImportClinic): Promise<Map<string, Contact>> {
  const contacts = new Map<string, Contact>();
  for (const each of (await clinic.read([practiceDoc])).get(practiceDoc) ?? []) {
    const fact = each as PracticeFact; // an unknown kind is not the one below
    if (fact.kind === 'contact/added' && fact.by === IMPORTER) contacts.set(fact.of.contact, fact.of);
  }
  return contacts;
}
