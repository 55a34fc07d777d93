import { inboxDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { InboxFact } from '#domain/intake/intake-facts.ts';
import { stampAt } from '#domain/time.ts';
import { sealSubmission } from '#protocol/envelope.ts';
import type { Core } from '../core.ts';
import { Writer } from '../gate/writer.ts';
import { ClinicRefusal, type KioskTold } from './clinic.ts';

/** Seals submissions to the clinic's key and writes them to a kiosk's inbox, in that kiosk's own hand. */
export async function tellKiosk(core: Core, { label, date, submissions }: KioskTold): Promise<void> {
  const { devices, gate, now } = core;
  const kiosk = (await devices.all()).find((device) => device.label === label && device.role === 'kiosk');
  if (!kiosk) throw new ClinicRefusal('kiosk/unknown', `There is no kiosk ${label}.`);
  const { keyId, publicKey } = await core.arrivalsKey();
  const facts = await Promise.all(
    submissions.map(async (told): Promise<InboxFact> => {
      const { submission, ticket, at } = told;
      const sealed = await sealSubmission(told, publicKey);
      const of = { submission, ticket, date, keyId, sealed };
      return { kind: 'submission/sealed', at: stampAt(at), by: `device:${kiosk.deviceNo}`, of };
    })
  );
  const { deviceNo, role, site } = kiosk;
  const hand = new Writer({ gate, device: { deviceNo, role, site }, newClient: () => devices.boot(deviceNo), now });
  await hand.write(inboxDoc(deviceNo), facts satisfies readonly Fact[]);
}
