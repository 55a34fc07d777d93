import type { HeldTime } from '#domain/scheduling/slot-offer.ts';
import { minuteOfDayOf, type ZoneId } from '#domain/time.ts';
import { birthDateText, clockText, nameText } from '#ui/format.ts';

/** For whom a time is held, and how long yet [SCH-19]. */
export function heldWords(held: HeldTime, zone: ZoneId): string {
  return `${untilWords(held, zone)}: ${namesOf(held)}`;
}

export function untilWords({ until }: HeldTime, zone: ZoneId): string {
  return `offered until ${clockText(minuteOfDayOf(until, zone))}`;
}

/** A name never stands without its birth date. */
export function namesOf({ labels }: HeldTime): string {
  return labels.map((label) => `${nameText(label)} ${birthDateText(label.birthDate)}`.trim()).join('; ');
}
