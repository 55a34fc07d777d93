import type { Random } from '#domain/random.ts';
import { ticketCode } from '#domain/visit/ticket.ts';
import type { VisitFact } from '#domain/visit/visit-facts.ts';
import type { Told } from './bookings.ts';

/** Stands in a story until all of it is known, because tickets are counted in order of arrival. */
export const NO_TICKET = '';

/** Labels of the two invented devices that give the story's tickets. They are taken in the register, so that no real one gets them. */
export const TICKET_LABELS = { desk: 'D', kiosk: 'K9' } as const;

/** A story in order, with a ticket for everyone who came. */
export function withTickets(told: readonly Told[], random: Random): Told[] {
  const counts = { desk: 0, kiosk: 0 };
  return told
    .toSorted((a, b) => a.at - b.at)
    .map((each) => {
      if (each.fact.kind !== 'visit/arrived') return each;
      const from = random() < 0.55 ? 'kiosk' : 'desk';
      const of: Extract<VisitFact, { kind: 'visit/arrived' }>['of'] = each.fact.of;
      const ticket = ticketCode(TICKET_LABELS[from], ++counts[from]);
      return { ...each, fact: { kind: each.fact.kind, of: { ...of, ticket } } };
    });
}
