import type { CaseId } from '../ids.ts';
import { localDateOf, plusDays, type LocalDate, type ZoneId } from '../time.ts';
import type { Earlier, Form, FormId } from './form.ts';
import type { FormResponse, Packet, ResponseState } from './packet.ts';
import { stageOfPacket } from './packet.ts';

/** Days after which a packet that nobody finished is let go. */
export const PACKET_DAYS = 30;

/** Where a form stands, with what follows from the day and from the patient's other packets [FORM-4]. */
export function responseState(
  packet: Packet,
  form: FormResponse,
  all: readonly Packet[],
  { today, zone }: { readonly today: LocalDate; readonly zone: ZoneId }
): ResponseState | 'expired' | 'superseded' {
  const isOpen = !packet.closed && !form.submitted && !form.declined;
  if (isOpen && plusDays(localDateOf(packet.since, zone), PACKET_DAYS) < today) return 'expired';
  const isNewer = (other: Packet): boolean =>
    other.case !== packet.case &&
    other.forms.some(
      ({ form: id, submitted }) => id === form.form && submitted && submitted.at > (form.submitted?.at ?? packet.since)
    );
  return all.some(isNewer) ? 'superseded' : form.state;
}

/** Whether somebody still has to do something about it. */
export function isOpenPacket(packet: Packet, today: LocalDate, zone: ZoneId): boolean {
  const stage = stageOfPacket(packet);
  if (stage !== 'patient') return stage === 'review';
  const isLate = plusDays(localDateOf(packet.since, zone), PACKET_DAYS) < today;
  return !isLate || packet.forms.some(({ submitted }) => submitted);
}

/** The last time a patient handed each form in. */
export function lastOf(
  packets: readonly Packet[],
  zone: ZoneId
): ReadonlyMap<FormId, { readonly on: LocalDate; readonly version: string; readonly packet: CaseId }> {
  const last = new Map<FormId, { on: LocalDate; version: string; packet: CaseId; at: number }>();
  for (const packet of packets) {
    if (packet.closed === 'withdrawn') continue;
    for (const { form, submitted } of packet.forms) {
      if (!submitted || (last.get(form)?.at ?? -1) >= submitted.at) continue;
      const { at, version } = submitted;
      last.set(form, { on: localDateOf(at, zone), version, packet: packet.case, at });
    }
  }
  return last;
}

/** What was answered the last time, as far as the form still asks it [FORM-8]. @param packet the earlier one */
export function earlierOf(form: Form, packet: Packet | undefined, zone: ZoneId): Earlier | null {
  const submitted = packet?.forms.find((one) => one.form === form.form)?.submitted;
  if (!submitted) return null;
  return {
    answers: new Map(submitted.answers.map(({ item, values }) => [item, values])),
    on: localDateOf(submitted.at, zone)
  };
}
