import type { SubmissionId, TicketCode } from '#domain/ids.ts';
import type { Arrivals } from '#station/rows.ts';
import { StorageFault, type Station } from '#station/station.ts';
import type { KioskDevices } from './kiosk-devices.ts';
import { personTold, type Told } from './kiosk-told.ts';
import type { LookUps } from './look-ups.ts';
import { submitArrival } from './submit-arrival.ts';

export interface Sending {
  readonly here: Arrivals | null | undefined;
  readonly told: Told;
  /** What a signature in it is bound to. */
  readonly submission: SubmissionId;
  /** Whether a manager allowed looking for a visit by name here; nothing on the screen tells whether it was found. */
  readonly byName: boolean;
  readonly lookUps: LookUps;
  readonly usedCodes: KioskDevices['usedCodes'];
}

/** The ticket; null when this device could not save, which the page says in words [KIO-11]. */
export async function sendTold(station: Station, sending: Sending): Promise<TicketCode | null> {
  const { here, told, submission, byName, lookUps, usedCodes } = sending;
  try {
    if (!here) return null;
    // Whoever left nothing out may be looked for.
    const person = byName ? personTold(told) : null;
    const found = person && (await lookUps.person(person, here));
    const envelope = found?.envelope ? { envelope: found.envelope.envelope } : {};
    const ticket = await submitArrival(station, here, { ...told, ...(told.forms && { submission }), ...envelope });
    if (told.envelope !== undefined) usedCodes.add(station.today(), told.envelope);
    return ticket;
  } catch (fault) {
    if (fault instanceof StorageFault) return null;
    throw fault;
  }
}
