import { caseDoc } from '#domain/documents.ts';
import type { FormId, FormLanguage } from '#domain/forms/form.ts';
import type { GivenForm, PacketChannel } from '#domain/forms/packet-facts.ts';
import { lastOf } from '#domain/forms/packets.ts';
import type { CaseId, PatientId, VisitTypeId } from '#domain/ids.ts';
import { waitingFor } from '#domain/patient/waits.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import { formsHere } from './forms-here.ts';
import type { FormsRefusal } from './refusals.ts';

export interface Giving {
  readonly patient: PatientId;
  readonly forms: readonly FormId[];
  readonly language: FormLanguage;
  readonly visitType: VisitTypeId | null;
}

/** Gives a patient forms, in the practice's order, each with what they said the last time [FORM-5] [FORM-8]. */
export async function givePacket(
  station: Station,
  { patient: id, forms: chosen, language, visitType }: Giving
): Promise<Result<CaseId, FormsRefusal>> {
  if (!(await may(station, 'forms/give'))) return err({ code: 'forms/not-yours' });
  const known = await station.rows.patient(id);
  if (!known) return err({ code: 'forms/no-such-patient' });
  // A form names the person: not while two desks disagree about who that is [REG-12].
  if (waitingFor(known, 'form').length > 0) return err({ code: 'forms/in-doubt' });
  const here = formsHere(await station.rows.practice());
  const last = lastOf(await station.rows.packetsOf(known.patient), station.zone);
  const inOrder = [...new Set([...here.rules.map(({ form }) => form), ...here.forms.keys()])];
  const forms = inOrder
    .filter((form) => chosen.includes(form))
    .flatMap((form): readonly GivenForm[] => {
      const version = here.forms.get(form)?.version;
      const earlier = last.get(form)?.packet;
      return version === undefined ? [] : [{ form, version, ...(earlier === undefined ? {} : { earlier }) }];
    });
  if (forms.length === 0) return err({ code: 'forms/none-chosen' });
  const packet = station.newId();
  const of = { case: packet, patient: known.patient, site: station.device.site, visitType, language, forms };
  await station.record('forms/give', caseDoc(packet), [{ kind: 'packet/given', of }]);
  return ok(packet);
}

/** They went out: on this screen, on a tablet, or on paper. */
export async function sendPacket(
  station: Station,
  packet: CaseId,
  channel: PacketChannel
): Promise<Result<true, FormsRefusal>> {
  if (!(await may(station, 'forms/give'))) return err({ code: 'forms/not-yours' });
  const known = await station.rows.packet(packet);
  if (!known) return err({ code: 'forms/no-such-packet' });
  if (known.closed) return err({ code: 'forms/closed' });
  if (known.channel !== channel)
    await station.record('forms/give', caseDoc(packet), [{ kind: 'packet/sent', of: { case: packet, channel } }]);
  return ok(true);
}

/** Nobody is to fill them in any more. */
export async function withdrawPacket(station: Station, packet: CaseId): Promise<Result<true, FormsRefusal>> {
  if (!(await may(station, 'forms/withdraw'))) return err({ code: 'forms/not-yours' });
  const known = await station.rows.packet(packet);
  if (!known) return err({ code: 'forms/no-such-packet' });
  if (known.closed) return err({ code: 'forms/closed' });
  const of = { case: packet, how: 'withdrawn' };
  await station.record('forms/withdraw', caseDoc(packet), [{ kind: 'packet/closed', of }]);
  return ok(true);
}
