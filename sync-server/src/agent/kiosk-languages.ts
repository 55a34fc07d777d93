import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import { kioskLanguageOf, type KioskLanguage } from '#domain/intake/intake-facts.ts';
import { patientOf } from '#domain/patient/patient.ts';
import { recordedIn } from '../gate/writer.ts';
import type { Journal } from '../journal/journal.ts';

/** Which of a kiosk's languages patients with a slip speak, as their records said when the day first saw them. */
export class KioskLanguages {
  readonly #journal: Journal;
  readonly #known = new Map<PatientId, KioskLanguage | null>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  async learn(patient: PatientId | undefined): Promise<void> {
    if (patient === undefined || this.#known.has(patient)) return;
    const facts = recordedIn(await this.#journal.read(patientDoc(patient), new Map()));
    this.#known.set(patient, kioskLanguageOf(patientOf(facts)?.language));
  }

  of(patient: PatientId): KioskLanguage | null {
    return this.#known.get(patient) ?? null;
  }
}
