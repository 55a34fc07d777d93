import { inboxDoc } from '#domain/documents.ts';
import type { TicketCode } from '#domain/ids.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import type { Arrivals } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import type { Told } from './kiosk-told.ts';

/**
 * Gives a ticket, seals what the patient told to the clinic's key, and keeps it in this kiosk's own inbox [KIO-4]. Works
 * without the server, and does the same whoever the patient is, so there is nothing to refuse. Resolves when the submission
 * is on this device's disk. @throws {StorageFault}
 */
export async function submitArrival(station: Station, arrivals: Arrivals, told: Told): Promise<TicketCode> {
  const ticket = await station.newTicket();
  const submission: Submission = { submission: station.newId(), ticket, at: station.now(), ...told };
  const of = {
    submission: submission.submission,
    ticket,
    date: station.today(),
    keyId: arrivals.keyId,
    sealed: await station.sealSubmission(submission, arrivals)
  };
  await station.record('kiosk/submit-arrival', inboxDoc(station.device.no), [{ kind: 'submission/sealed', of }]);
  return ticket;
}
