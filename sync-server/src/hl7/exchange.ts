import { hash } from 'node:crypto';
import { dayDoc } from '#domain/documents.ts';
import { acknowledge, type Verdict } from '#domain/hl7/acknowledge.ts';
import { applyNotice, type Applied, type Kept } from '#domain/hl7/apply-notice.ts';
import { parseMessage, valueOf, writeMessage, type Message } from '#domain/hl7/message.ts';
import { NO_CODES, type OutsideCodes } from '#domain/hl7/outside-codes.ts';
import { readSiu } from '#domain/hl7/read-siu.ts';
import { wordsFor, type Hl7Refusal } from '#domain/hl7/refusals.ts';
import type { ScheduleNotice } from '#domain/hl7/schedule-notice.ts';
import { idFrom } from '#domain/ids.ts';
import { appointmentOf } from '#domain/scheduling/appointment.ts';
import { entityOf } from '#domain/entities.ts';
import { isVoid, type NewFact, type Recorded } from '#domain/fact.ts';
import type { PatientLabel } from '#domain/scheduling/appointment-facts.ts';
import type { Core } from '../core.ts';
import { recordedIn, WriteRefused, type Writer } from '../gate/writer.ts';
import { IMPORTER } from '../import/import-port.ts';
import { JournalFault } from '../journal/journal.ts';
import { textOf } from './charset.ts';
import { PatientIndex } from './patient-index.ts';
import { ScheduleIndex, type Whereabouts } from './schedule-index.ts';

/** What became of one message. */
export interface Hl7Taken {
  readonly what: Applied['what'] | 'again' | 'refused';
  /** Why it was refused, or what of it was left, in words. */
  readonly say: readonly string[];
  /** The answer as it goes back; null: the sender wants none. */
  readonly ack: string | null;
  /** The stand-in's appointment waits for somebody to say who it is. */
  readonly unknownPatient: boolean;
}

export const NAME = 'ANTEROOM';

/** Takes scheduling messages of other systems into a clinic's days, one after the other. */
export class Exchange {
  readonly #core: Core;
  readonly #writer: Writer;
  #schedule: Promise<ScheduleIndex> | null = null;
  #patients: Promise<PatientIndex> | null = null;

  constructor(core: Core, writer: Writer) {
    this.#core = core;
    this.#writer = writer;
  }

  async take(bytes: Uint8Array, codes: OutsideCodes = NO_CODES): Promise<Hl7Taken> {
    const text = textOf(bytes);
    if (text === null) return this.#refused(null, { code: 'hl7/charset' });
    const message = parseMessage(text);
    if (!message.ok) return this.#refused(null, message.error);
    const notice = readSiu(message.value);
    if (!notice.ok) return this.#refused(message.value, notice.error);
    try {
      return await this.#core.alone('hl7', () => this.#apply(message.value, notice.value, codes));
    } catch (error) {
      if (error instanceof WriteRefused && error.code !== 'E_DISK')
        return this.#refused(message.value, { code: 'siu/not-kept', say: error.message });
      if (!(error instanceof WriteRefused) && !(error instanceof JournalFault)) throw error;
      return this.#answer(message.value, { taken: false, later: true }, { what: 'refused', say: [LATER] });
    }
  }

  stop(): void {
    void this.#schedule?.then((index) => index.stop());
    void this.#patients?.then((index) => index.stop());
  }

  async #apply(message: Message, notice: ScheduleNotice, codes: OutsideCodes): Promise<Hl7Taken> {
    const { journal } = this.#core;
    const schedule = await (this.#schedule ??= ScheduleIndex.of(journal));
    if (schedule.hasTaken(notice)) return this.#answer(message, { taken: true, left: [] }, { what: 'again', say: [] });
    const practice = await this.#core.practice();
    const kept = await this.#keptFor(schedule, schedule.find(notice));
    const known = kept === null && notice.person ? await (await this.#patientIndex()).find(notice.person) : null;
    const patient = known && { patient: known.patient, label: labelOf(known) };
    const applied = applyNotice(notice, { practice, codes, kept, patient, idFor });
    if (!applied.ok) return this.#refused(message, applied.error);
    const { what, writes, left } = applied.value;
    for (const { doc, facts } of writes) {
      const there = recordedIn(await journal.read(doc, new Map()));
      this.#writer.follow(there);
      await this.#writer.record(doc, facts, IMPORTER);
      // What the journal tells may come a moment later.
      schedule.learn(doc, facts.map(asRecorded));
    }
    if (kept) await this.#finish(schedule, kept);
    const unknownPatient = what === 'booked' && patient === null;
    return this.#answer(message, { taken: true, left }, { what, say: left, unknownPatient });
  }

  /** As it is now, on whatever day it has come to stand. */
  async #keptFor(schedule: ScheduleIndex, place: Whereabouts | null): Promise<Kept | null> {
    let at = place;
    for (let hops = 0; at && hops < 20; hops++) {
      const facts = recordedIn(await this.#core.journal.read(dayDoc(at.site, at.date), new Map()));
      const appointment = appointmentOf(factsAbout(at.appointment, facts));
      if (!appointment) return null;
      const next = appointment.rescheduledTo && schedule.at(appointment.rescheduledTo.appointment);
      if (!next) return { site: at.site, date: at.date, appointment };
      at = next;
    }
    return null;
  }

  /** The day it was moved away from, where the server ended between the two. */
  async #finish(schedule: ScheduleIndex, { date, appointment }: Kept): Promise<void> {
    const old = appointment.replaces && schedule.at(appointment.replaces.appointment);
    if (!old) return;
    const doc = dayDoc(old.site, old.date);
    const facts = recordedIn(await this.#core.journal.read(doc, new Map()));
    if (appointmentOf(factsAbout(old.appointment, facts))?.status !== 'booked') return;
    const to = { date, appointment: appointment.appointment };
    this.#writer.follow(facts);
    const of = { appointment: old.appointment, to };
    await this.#writer.record(doc, [{ kind: 'appointment/rescheduled', of }], IMPORTER);
  }

  #patientIndex(): Promise<PatientIndex> {
    return (this.#patients ??= PatientIndex.of(this.#core.journal));
  }

  #refused(message: Message | null, refusal: Hl7Refusal): Hl7Taken {
    return this.#answer(message, { taken: false, refusal }, { what: 'refused', say: [wordsFor(refusal)] });
  }

  #answer(message: Message | null, verdict: Verdict, of: Pick<Hl7Taken, 'what' | 'say'> & Partial<Hl7Taken>): Hl7Taken {
    // The answer's own id follows from what it answers: asked again, it is the same.
    const asked = message ? valueOf(message, message.segments[0], 10) : '';
    const control = idFrom(hash('sha256', `anteroom ack|${asked}`, 'buffer'));
    const ack = acknowledge(message, verdict, { name: NAME, control, at: this.#core.now(), zone: 'UTC' });
    return { unknownPatient: false, ...of, ack: ack && writeMessage(ack) };
  }
}

const LATER = 'The message could not be kept just now. Send it again.';

function idFor(text: string): string {
  return idFrom(hash('sha256', `anteroom hl7|${text}`, 'buffer'));
}

/** Takings back say which fact, not of what: all of them are looked at. */
export function factsAbout(appointment: string, facts: readonly Recorded[]): readonly Recorded[] {
  const key = `appointment:${appointment}`;
  return facts.filter(({ fact }) => isVoid(fact) || entityOf(fact) === key);
}

/** As an index takes it: it asks of no fact where it stands. */
function asRecorded({ kind, of }: NewFact): Recorded {
  return { client: 0, clock: 0, fact: { kind, of, at: 0, by: IMPORTER } };
}

function labelOf({
  name,
  birthDate
}: {
  name: { family: string; given: readonly string[] };
  birthDate: string | null;
}): PatientLabel {
  return { family: name.family, given: name.given.join(' '), birthDate };
}
