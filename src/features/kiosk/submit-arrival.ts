import { inboxDoc } from '#domain/documents.ts';
import type { TicketCode } from '#domain/ids.ts';
import type { CardPicture, Submission } from '#domain/intake/intake-facts.ts';
import type { Arrivals } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import type { Told } from './kiosk-told.ts';

/**
 * Gives a ticket, seals pictures of a card, each under a key of its own [KIO-25], seals what the patient told with those keys to the
 * clinic's key, and keeps it in this kiosk's own inbox [KIO-4]. Works without the server, and does the same whoever the patient is, so
 * there is nothing to refuse. Resolves when all of it is on this device's disk. @throws {StorageFault}
 */
export async function submitArrival(station: Station, arrivals: Arrivals, told: Told): Promise<TicketCode> {
  const ticket = await station.newTicket();
  const { cards: taken = {}, ...answers } = told;
  const cards = await keptCards(station, taken);
  const more = { ...answers, ...(cards.length > 0 && { cards }) };
  const submission: Submission = { submission: station.newId(), ticket, at: station.now(), ...more };
  const of = {
    submission: submission.submission,
    ticket,
    date: station.today(),
    keyId: arrivals.keyId,
    sealed: await station.sealSubmission(submission, arrivals),
    ...(cards.length > 0 && { parts: cards.map(({ blob }) => ({ blob })) })
  };
  await station.record('kiosk/submit-arrival', inboxDoc(station.device.no), [{ kind: 'submission/sealed', of }]);
  return ticket;
}

async function keptCards(station: Station, taken: NonNullable<Told['cards']>): Promise<CardPicture[]> {
  const cards: CardPicture[] = [];
  for (const side of ['front', 'back'] as const) {
    const picture = taken[side];
    if (picture) cards.push({ side, ...(await station.blobs.keep(picture)) });
  }
  return cards;
}
