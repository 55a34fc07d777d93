import { dayDoc } from '#domain/documents.ts';
import type { Recorded } from '#domain/fact.ts';
import { writeMessage } from '#domain/hl7/message.ts';
import type { ScheduleTrigger } from '#domain/hl7/schedule-notice.ts';
import { writeSiu } from '#domain/hl7/write-siu.ts';
import type { SiteId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { appointmentOf, type Appointment } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Core } from '../core.ts';
import { personOf } from '../clinic/own-records.ts';
import { recordedIn } from '../gate/writer.ts';
import { factsAbout, NAME } from './exchange.ts';

export interface Told {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly appointment: Appointment;
  readonly trigger: ScheduleTrigger;
  /** MSH-10. */
  readonly control: string;
}

/** A day's appointments as messages, each as it stands [HL7-8]. What was moved to another day is told with that day. */
export async function dayAsHl7(core: Core, site: SiteId, date: LocalDate): Promise<readonly string[]> {
  const practice = await core.practice();
  const facts = recordedIn(await core.journal.read(dayDoc(site, date), new Map()));
  const messages: string[] = [];
  for (const id of appointmentIds(facts)) {
    const appointment = appointmentOf(factsAbout(id, facts));
    const trigger = appointment && triggerOf(appointment);
    if (!appointment || !trigger) continue;
    const control = `${id}-${appointment.last}`;
    messages.push(await asHl7(core, practice, { site, date, appointment, trigger, control }));
  }
  return messages;
}

/** One appointment as a message, with what is known of its patient. */
export async function asHl7(
  core: Core,
  practice: Practice,
  { site, date, appointment, trigger, control }: Told
): Promise<string> {
  const zone = practice.sites.get(site)?.zone ?? 'UTC';
  // Of a record that was merged, whose it is [HL7-11].
  const person = await personOf(
    async (doc) => recordedIn(await core.journal.read(doc, new Map())),
    appointment.patient
  );
  const whose = person ? { ...appointment, patient: person.patient } : appointment;
  const head = {
    sender: { application: NAME, facility: practice.name },
    receiver: { application: '', facility: '' },
    control,
    at: core.now(),
    zone
  };
  return writeMessage(writeSiu(head, { trigger, appointment: whose, date, site, practice, demographics: person }));
}

/** What an appointment as it is would be told as by somebody who never heard of it; null: of another day. */
export function triggerOf({ status, reason }: Appointment): ScheduleTrigger | null {
  switch (status) {
    case 'booked':
      return 'S12';
    case 'cancelled':
      return reason === 'entered-in-error' || reason === 'duplicate' ? 'S17' : 'S15';
    case 'no-show':
      return 'S26';
    case 'rescheduled':
      return null;
  }
}

function appointmentIds(facts: readonly Recorded[]): readonly string[] {
  const ids = facts.flatMap(({ fact }) =>
    fact.kind === 'appointment/booked' ? [(fact.of as { appointment: string }).appointment] : []
  ); // its schema says so
  return [...new Set(ids)].sort();
}
