import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import { joinedPatient, recordsOf } from '#domain/patient/joined.ts';
import { patientOf } from '#domain/patient/patient.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { recordedIn } from '../gate/writer.ts';
import type { Journal } from '../journal/journal.ts';

/** Who of a day's patients is not to be announced, by their own records; read when they arrive, and again when a record of theirs changes [AGT-10]. */
export class QuietPatients {
  readonly #journal: Journal;
  readonly #quiet = new Map<PatientId, boolean>();
  /** Every record that is read as one of those people's. */
  readonly #records = new Map<PatientId, Set<PatientId>>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** By the visit's own word or the patient's. A patient who was not read yet is quiet: nobody is announced by chance. */
  isQuiet(visit: Visit): boolean {
    if (visit.flags?.includes('do-not-announce')) return true;
    return visit.patient !== null && (this.#quiet.get(visit.patient) ?? true);
  }

  /** Reads those it does not know. */
  async read(visits: Iterable<Visit>): Promise<void> {
    for (const { patient } of visits) if (patient !== null && !this.#quiet.has(patient)) await this.#readOne(patient);
  }

  /** A record has grown. Answers the patients it may have changed something for. */
  async readAgain(record: PatientId): Promise<readonly PatientId[]> {
    const concerned = [...(this.#records.get(record) ?? [])];
    for (const patient of concerned) await this.#readOne(patient);
    return concerned;
  }

  async #readOne(patient: PatientId): Promise<void> {
    const read: PatientId[] = [patient];
    const joined = await joinedPatient(patient, async (id) => {
      read.push(id);
      return patientOf(recordedIn(await this.#journal.read(patientDoc(id), new Map()))) ?? undefined;
    });
    for (const id of [...read, ...(joined ? recordsOf(joined) : [])]) {
      const known = this.#records.get(id) ?? new Set();
      this.#records.set(id, known.add(patient));
    }
    this.#quiet.set(patient, joined?.flags?.includes('do-not-announce') ?? false);
  }
}
