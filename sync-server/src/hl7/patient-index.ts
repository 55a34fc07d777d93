import { patientDoc, type DocId } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import { OWN_NAMESPACE } from '#domain/hl7/write-siu.ts';
import type { OutsideNumber, OutsidePerson } from '#domain/hl7/schedule-notice.ts';
import { patientOf, type Patient } from '#domain/patient/patient.ts';
import { folded } from '#domain/patient/search-text.ts';
import { personOf } from '../clinic/own-records.ts';
import { recordedIn } from '../gate/writer.ts';
import type { Journal } from '../journal/journal.ts';

const PAGE = 200;

/** Which patients have a number: read once from the patients' documents, and again of those that have changed. */
export class PatientIndex {
  readonly #journal: Journal;
  readonly #byNumber = new Map<string, Set<PatientId>>();
  readonly #changed = new Set<DocId>();
  readonly stop: () => void;

  private constructor(journal: Journal) {
    this.#journal = journal;
    this.stop = journal.onCommit((rows) => {
      for (const { doc } of rows) if (doc.startsWith('patient/')) this.#changed.add(doc);
    });
  }

  static async of(journal: Journal): Promise<PatientIndex> {
    const index = new PatientIndex(journal);
    let after: DocId = '';
    for (;;) {
      const page = await journal.documents(after, PAGE, ['patient/']);
      for (const { update } of page) index.#learn(patientOf(recordedIn(update)));
      after = page.at(-1)?.doc ?? after;
      if (page.length < PAGE) return index;
    }
  }

  /**
   * The patient with one of these numbers: the same number by the same authority, or where one side does not say whose it is. Nobody when two
   * have it, or when it is plainly somebody else: another family name and another birth date [HL7-6].
   */
  async find(person: OutsidePerson): Promise<Patient | null> {
    for (const doc of this.#changed) {
      this.#changed.delete(doc);
      this.#learn(await this.#read(doc));
    }
    const candidates = new Set(person.numbers.flatMap(({ value }) => [...(this.#byNumber.get(value) ?? [])]));
    for (const { value, authority } of person.numbers) if (authority === OWN_NAMESPACE) candidates.add(value);
    const found: Patient[] = [];
    for (const id of candidates) {
      const patient = /^[a-z0-9][a-z0-9_-]{0,63}$/.test(id) ? await this.#read(patientDoc(id)) : null;
      if (patient && person.numbers.some((number) => isTheirs(number, patient)) && !isSomeoneElse(patient, person))
        found.push(patient);
    }
    // Two records of one person are one, and it is theirs that stays [HL7-11].
    const people = await Promise.all(found.map(async (own) => (own.merges ? await this.#person(own) : own)));
    const one = people[0] ?? null;
    return people.every(({ patient }) => patient === one?.patient) ? one : null;
  }

  async #read(doc: DocId): Promise<Patient | null> {
    return patientOf(recordedIn(await this.#journal.read(doc, new Map())));
  }

  async #person(own: Patient): Promise<Patient> {
    const read = async (doc: DocId) => recordedIn(await this.#journal.read(doc, new Map()));
    return (await personOf(read, own.patient)) ?? own;
  }

  #learn(patient: Patient | null): void {
    for (const { value } of patient?.identifiers ?? []) {
      const has = this.#byNumber.get(value);
      if (has) has.add(patient?.patient ?? '');
      else this.#byNumber.set(value, new Set([patient?.patient ?? '']));
    }
  }
}

function isTheirs({ value, authority, type }: OutsideNumber, patient: Patient): boolean {
  if (authority === OWN_NAMESPACE) return value === patient.patient;
  return patient.identifiers.some(
    (own) =>
      own.value === value &&
      (authority === '' || own.system === '' || folded(own.system) === folded(authority)) &&
      // A licence and a record number may be alike.
      (type === '' || own.type === '' || own.type === type || own.type === 'U')
  );
}

function isSomeoneElse({ name, birthDate }: Patient, person: OutsidePerson): boolean {
  const families = [name.family, ...(name.former ?? [])].map(folded);
  const isOtherDay = birthDate !== null && person.birthDate !== null && birthDate !== person.birthDate;
  return isOtherDay && !families.includes(folded(person.family));
}
