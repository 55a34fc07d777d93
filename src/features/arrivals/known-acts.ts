import type { VisitId } from '#domain/ids.ts';
import type { Act } from '#domain/practice/acts.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import type { ListChoice } from '#ui/ChoiceList.svelte';
import { clockText, dayText, nameText } from '#ui/format.ts';
import type { WalkIn } from './accept-submission.ts';
import type { KnownVisits, OnOtherDay } from './known-visits.ts';

/** What is done with somebody who has a visit already, today or on another day [ARR-17] [ARR-19]. The route runs them: some belong to other slices. */
export type KnownAct =
  | { readonly act: 'open'; readonly visit: VisitId }
  | { readonly act: 'arrive'; readonly appointment: Appointment }
  | { readonly act: 'walk-in'; readonly who: WalkIn }
  | { readonly act: 'move'; readonly on: OnOtherDay }
  | { readonly act: 'book'; readonly on: OnOtherDay }
  | { readonly act: 'send-home'; readonly on: OnOtherDay; readonly note: string };

/** What is to be seen of them, and what can be done. */
export interface KnownQuestion {
  readonly label: string;
  readonly choices: readonly (ListChoice & { readonly asks: Act; readonly act: KnownAct })[];
}

/** Null where there is nothing to see. What they have today comes before other days. */
export function knownQuestion(
  known: KnownVisits,
  today: LocalDate,
  calledOf: (practitioner: string) => string
): KnownQuestion | null {
  const { patient, label, here, today: booked, otherDays } = known;
  const name = nameText(label);
  const at = ({ at: { start, practitioner } }: Appointment): string =>
    [clockText(start), calledOf(practitioner)].filter(Boolean).join(', ');
  const anyway = {
    value: 'walk-in',
    label: 'A visit of its own all the same',
    asks: 'arrivals/walk-in',
    act: { act: 'walk-in', who: { patient, label, anyway: true } }
  } as const;
  if (here) {
    const open = { value: 'open', label: 'Open the visit', asks: 'arrivals/mark-arrived', act: { act: 'open', visit: here.visit } } as const; // prettier-ignore
    return { label: `${name} is here already: ticket ${here.ticket}`, choices: [open, anyway] };
  }
  if (booked) {
    const arrive = { value: 'arrive', label: 'Mark the arrival', asks: 'arrivals/mark-arrived', act: { act: 'arrive', appointment: booked } } as const; // prettier-ignore
    return { label: `${name} is booked today: ${at(booked)}`, choices: [arrive, anyway] };
  }
  const [on] = otherDays;
  if (!on) return null;
  const { date, appointment } = on;
  const who = { patient, label, instead: { date, appointment: appointment.appointment } };
  const isPast = date < today;
  return {
    label: `${name}: the appointment ${isPast ? 'was' : 'is'} on ${dayText(date)}, ${at(appointment)}`,
    choices: [
      {
        value: 'walk-in',
        label: 'See today as a walk-in',
        detail: isPast ? 'noted with it' : 'the appointment stays',
        asks: 'arrivals/walk-in',
        act: { act: 'walk-in', who }
      },
      // One that was marked as missed stays in its day, for the count of those who do not come.
      ...(appointment.status === 'booked'
        ? [
            {
              value: 'move',
              label: 'Move the appointment to now',
              asks: 'arrivals/move-to-now',
              act: { act: 'move', on }
            } as const
          ]
        : []),
      { value: 'book', label: 'Book another time', asks: 'schedule/book', act: { act: 'book', on } },
      {
        value: 'send-home',
        label: 'Send home with a note',
        asks: 'arrivals/send-home',
        act: { act: 'send-home', on, note: '' }
      }
    ]
  };
}

/** The other appointments of theirs that are near, in one line; empty without any. */
export function alsoOn({ here, today, otherDays }: KnownVisits): string {
  const others = here || today ? otherDays : otherDays.slice(1);
  return others.map(({ date, appointment: { at } }) => `${dayText(date)}, ${clockText(at.start)}`).join(' · ');
}
