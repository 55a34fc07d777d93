import { argon2 } from 'node:crypto';
import type { AppointmentId, PatientId } from '#domain/ids.ts';
import { personSecret } from '#domain/intake/kiosk-secret.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { dayKeyFrom, dayKeyOf, daySaltOf, daySeedOf, lookUpOf, STRETCH, type LookUp } from '#protocol/day-keys.ts';
import type { ArrivalsKeyPair } from '#protocol/envelope.ts';
import type { Slip } from './envelope-writer.ts';
import type { SiteDay } from './site-day.ts';

export interface PersonParts {
  readonly key: ArrivalsKeyPair;
  /** Telephone numbers as they were written. */
  readonly phonesOf: (patient: PatientId) => Promise<readonly string[]>;
  /** Runs among the agent's other work, in turn. */
  readonly enqueue: (task: () => Promise<void>) => Promise<void>;
  readonly isStopped: () => boolean;
}

/** A person has a few telephones; more than these would cost more stretching than they are worth. */
const MOST_PHONES = 3;

/**
 * What lets a kiosk find who is expected today by family name, birth date and telephone (SECURITY.md §4, L3) [AGT-10]. Only where a manager
 * allowed it for one of the office's kiosks. [Note: in the background] Each person costs a stretch of a third of a second, on another thread
 * and outside the agent's turn: boards and slips do not wait for it.
 */
export class PersonEnvelopes {
  readonly #day: SiteDay;
  readonly #parts: PersonParts;
  readonly #known = new Map<AppointmentId, { readonly about: string; readonly lookUps: readonly LookUp[] }>();
  #isRunning = false;

  constructor(day: SiteDay, parts: PersonParts) {
    this.#day = day;
    this.#parts = parts;
  }

  /** Takes away what is over, and begins with who is new; in the agent's turn. */
  async follow(isOn: boolean): Promise<void> {
    const expected = new Map(isOn ? this.#day.expected().map((one) => [one.appointment, one] as const) : []);
    const over = [...this.#known].filter(([id, { about }]) => {
      const appointment = expected.get(id);
      return !appointment || aboutOf(appointment) !== about;
    });
    for (const [id] of over) this.#known.delete(id);
    const gone = over.flatMap(([, { lookUps }]) => lookUps.map(({ envelope }) => [envelope, null] as const));
    if (gone.length > 0) await this.#day.setNamed(new Map(gone));
    const lacking = [...expected.values()].filter(({ appointment }) => !this.#known.has(appointment));
    if (lacking.length > 0 && !this.#isRunning) void this.#stretchAll(lacking);
  }

  async #stretchAll(lacking: readonly Appointment[]): Promise<void> {
    this.#isRunning = true;
    try {
      const { key, isStopped } = this.#parts;
      const { site, date } = this.#day;
      const seed = await daySeedOf(key.privateKey);
      const salt = await daySaltOf(seed, site, date);
      const dayKey = await dayKeyFrom(await dayKeyOf(seed, site, date, 'person'));
      for (const appointment of lacking) {
        if (isStopped()) return;
        await this.#stretchOne(appointment, salt, dayKey);
      }
    } catch {
      // The journal could not be read, or there was no memory: the next tick begins with whoever is left.
    } finally {
      this.#isRunning = false;
    }
  }

  async #stretchOne(appointment: Appointment, salt: Uint8Array, dayKey: CryptoKey): Promise<void> {
    const { family, birthDate } = appointment.label;
    const lookUps: LookUp[] = [];
    if (birthDate !== null) {
      const last4 = new Set((await this.#parts.phonesOf(appointment.patient)).flatMap(last4Of));
      for (const phoneLast4 of [...last4].slice(0, MOST_PHONES)) {
        const stretched = await stretch(personSecret({ family, birthDate, phoneLast4 }), salt);
        lookUps.push(await lookUpOf(stretched, dayKey));
      }
    }
    await this.#parts.enqueue(async () => {
      // Twins with one telephone: whoever it is, the desk asks.
      const shared = new Set(
        [...this.#known.values()].flatMap((other) => other.lookUps.map(({ envelope }) => envelope))
      );
      this.#known.set(appointment.appointment, { about: aboutOf(appointment), lookUps });
      // Nothing of it is shown, so nothing more than which visit it is lies in it.
      const content = {
        envelope: appointment.appointment,
        initial: '',
        time: '',
        practitioner: '',
        language: null,
        forms: []
      };
      const slips = lookUps.map(({ envelope, key }): [string, Slip | null] => [
        envelope,
        shared.has(envelope) ? null : { content, key }
      ]);
      await this.#day.setNamed(new Map(slips));
    });
  }
}

function aboutOf({ label: { family, birthDate } }: Appointment): string {
  return `${birthDate} ${family}`;
}

function last4Of(number: string): readonly string[] {
  const digits = number.replace(/\D/g, '');
  return digits.length >= 4 ? [digits.slice(-4)] : [];
}

/** The same bytes as src/vault/stretch.ts gives in a browser. */
export function stretch(secret: string, salt: Uint8Array): Promise<Uint8Array> {
  const { memoryKiB: memory, passes } = STRETCH;
  const options = { message: Buffer.from(secret.normalize('NFKC')), nonce: salt, memory, passes };
  return new Promise((resolve, reject) => {
    argon2('argon2id', { ...options, parallelism: 1, tagLength: 32 }, (error, key) =>
      error ? reject(error) : resolve(new Uint8Array(key))
    );
  });
}
