import type { HeldTime } from '#domain/scheduling/slot-offer.ts';
import { minuteOfDayOf, type ZoneId } from '#domain/time.ts';
import { birthDateText, clockText, nameText } from '#ui/format.ts';

/** For whom a time is held, and how long yet [SCH-19]. A name never stands without its birth date. */
export function heldWords({ labels, until }: HeldTime, zone: ZoneId): string {
  const who = labels.map((label) => `${nameText(label)} ${birthDateText(label.birthDate)}`.trim());
  return `offered until ${clockText(minuteOfDayOf(until, zone))}: ${who.join('; ')}`;
}
