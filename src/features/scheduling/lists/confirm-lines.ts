import type { Channel } from '#domain/casework/attempts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { confirmationOf, isDoNotContact, type Confirmation } from '#domain/scheduling/confirmation.ts';
import type { DatedAppointment } from '#domain/scheduling/unscheduled.ts';
import { clockText, dayText } from '#ui/format.ts';
import type { WorkLine } from './WorkRows.svelte';
import { CHANNEL_WORDS, triesText } from './work-words.ts';

/** Appointments of the days ahead, those still to be reached first. */
export interface ToConfirm {
  readonly open: readonly DatedAppointment[];
  /** Confirmed, asked for another time, cannot be reached, or not to be contacted. */
  readonly done: readonly DatedAppointment[];
}

/** Splits booked appointments by whether one should still try [CONF-3]. @param never by patient, the ways that are ruled out */
export function toConfirm(
  booked: readonly DatedAppointment[],
  never: ReadonlyMap<string, readonly Channel[]>
): ToConfirm {
  const isOpen = ({ appointment }: DatedAppointment): boolean => {
    const { state } = confirmationOf(appointment);
    return (state === 'unconfirmed' || state === 'attempted') && !isDoNotContact(never.get(appointment.patient) ?? []);
  };
  return { open: booked.filter(isOpen), done: booked.filter((one) => !isOpen(one)) };
}

export function confirmLines(
  appointments: readonly DatedAppointment[],
  practice: Practice,
  never: ReadonlyMap<string, readonly Channel[]>
): readonly WorkLine[] {
  return appointments.map(({ date, appointment }) => ({
    key: `${date} ${appointment.appointment}`,
    lead: `${dayText(date).slice(0, 3)} ${clockText(appointment.at.start)}`,
    label: appointment.label,
    what: practice.practitioners.get(appointment.at.practitioner)?.called ?? '',
    more: triesText((appointment.attempts ?? []).filter(({ about, stale }) => about === 'confirm' && !stale)),
    status: statusOf(confirmationOf(appointment), never.get(appointment.patient) ?? []),
    act: null
  }));
}

function statusOf(confirmation: Confirmation, never: readonly Channel[]): WorkLine['status'] {
  if (isDoNotContact(never)) return { hue: 'trouble', word: 'do not contact' };
  switch (confirmation.state) {
    case 'confirmed':
      return { hue: 'done', word: `confirmed, ${CHANNEL_WORDS[confirmation.channel].toLowerCase()}` };
    case 'asks':
      return { hue: 'trouble', word: confirmation.what === 'cancel' ? 'asks to cancel' : 'asks to move' };
    case 'unreachable':
      return { hue: 'trouble', word: 'not reached' };
    case 'attempted':
      return { hue: 'waiting', word: confirmation.tries === 1 ? 'tried once' : `tried ${confirmation.tries} times` };
    case 'unconfirmed':
      return { hue: 'expected', word: 'unconfirmed' };
  }
}
