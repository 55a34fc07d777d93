import { inboxDoc } from '#domain/documents.ts';
import type { TicketCode } from '#domain/ids.ts';
import { toldText, type KioskTold } from '#domain/forms/kiosk-told.ts';
import type { CardPicture, FormsTold, Submission } from '#domain/intake/intake-facts.ts';
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
  const { cards: taken = {}, forms: filled = [], submission: id = station.newId(), ...answers } = told;
  const cards = await keptCards(station, taken);
  const forms = filled.length > 0 ? await keptForms(station, { submission: id, forms: filled }) : null;
  const more = { ...answers, ...(cards.length > 0 && { cards }), ...(forms && { forms }) };
  const submission: Submission = { submission: id, ticket, at: station.now(), ...more };
  const parts = [...cards, ...(forms ? [forms] : [])].map(({ blob }) => ({ blob }));
  const of = {
    submission: submission.submission,
    ticket,
    date: station.today(),
    keyId: arrivals.keyId,
    sealed: await station.sealSubmission(submission, arrivals),
    ...(parts.length > 0 && { parts })
  };
  await station.record('kiosk/submit-arrival', inboxDoc(station.device.no), [{ kind: 'submission/sealed', of }]);
  return ticket;
}

/** Signatures and texts do not fit a kiosk's frame: they go as a content, and what became of each form goes with the submission [FORM-21]. */
async function keptForms(station: Station, told: KioskTold): Promise<FormsTold> {
  const { sum: _, ...kept } = await station.blobs.keep(new TextEncoder().encode(toldText(told)));
  return { ...kept, asked: told.forms.map(({ form, version, outcome }) => ({ form, version, outcome })) };
}

async function keptCards(station: Station, taken: NonNullable<Told['cards']>): Promise<CardPicture[]> {
  const cards: CardPicture[] = [];
  for (const side of ['front', 'back'] as const) {
    const picture = taken[side];
    if (!picture) continue;
    const { sum: _, ...kept } = await station.blobs.keep(picture);
    cards.push({ side, ...kept });
  }
  return cards;
}
