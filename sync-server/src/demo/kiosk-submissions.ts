import { idFrom } from '#domain/ids.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { between } from '#domain/random.ts';
import { minuteOfDayOf, type LocalDate } from '#domain/time.ts';
import { parseTicketCode, ticketCode } from '#domain/visit/ticket.ts';
import type { Booking, Told } from './bookings.ts';
import type { DaysOptions } from './demo-days.ts';
import { bytesOf, chanceOf } from './seeds.ts';
import { TICKET_LABELS } from './tickets.ts';

const MINUTE = 60_000;

/**
 * Three people at the kiosk whom the desk has still to look at: one who typed everything right, one who slipped in the year, and
 * one without an appointment, in Spanish.
 */
export function kioskSubmissions(
  story: readonly Told[],
  booked: readonly Booking[],
  { seed, now, zone }: DaysOptions,
  date: LocalDate
): Submission[] {
  const random = chanceOf(seed, 'kiosk', date);
  let count = story.reduce((most, { fact }) => Math.max(most, kioskCountOf(fact)), 0);
  const said = (): Pick<Submission, 'submission' | 'ticket' | 'at' | 'language'> => ({
    submission: idFrom(bytesOf(random)),
    ticket: ticketCode(TICKET_LABELS.kiosk, ++count),
    at: now - between(random, 1, 6) * MINUTE,
    language: 'en'
  });
  const minute = minuteOfDayOf(now, zone);
  const [right, slipped] = expectedIn(story, booked).filter(({ at }) => at.start > minute);
  const typed = ({ label }: Booking): Pick<Submission, 'family' | 'given' | 'birthDate'> => {
    return { family: label.family, given: label.given.split(' ')[0] ?? '', birthDate: label.birthDate };
  };
  const walkIn = {
    family: 'Villaquieta',
    given: 'Marisol',
    birthDate: '1987-04-12',
    walkIn: true,
    reason: 'Dolor de oído'
  };
  return [
    ...(right ? [{ ...said(), ...typed(right) }] : []),
    ...(slipped ? [{ ...said(), ...typed(slipped), birthDate: yearOff(slipped.label.birthDate) }] : []),
    { ...said(), language: 'es', ...walkIn }
  ];
}

function kioskCountOf(fact: Told['fact']): number {
  const code = fact.kind === 'visit/arrived' ? parseTicketCode(fact.of.ticket) : null;
  return code?.label === TICKET_LABELS.kiosk ? code.count : 0;
}

/** Who is booked and has neither come nor cancelled, by time. */
function expectedIn(story: readonly Told[], booked: readonly Booking[]): Booking[] {
  const expected = new Map(booked.map((booking) => [booking.appointment, booking]));
  for (const { fact } of story) if (fact.kind === 'appointment/booked') expected.set(fact.of.appointment, fact.of);
  for (const { fact } of story) {
    if (fact.kind === 'visit/arrived' && fact.of.appointment !== null) expected.delete(fact.of.appointment);
    if (fact.kind === 'appointment/cancelled' || fact.kind === 'appointment/no-show')
      expected.delete(fact.of.appointment);
  }
  return [...expected.values()].sort((a, b) => a.at.start - b.at.start);
}

function yearOff(birthDate: LocalDate | null): LocalDate | null {
  return birthDate && `${Number(birthDate.slice(0, 4)) - 1}${birthDate.slice(4).replace('-02-29', '-02-28')}`;
}
