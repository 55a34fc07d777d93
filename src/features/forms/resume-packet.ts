import type { Packet } from '#domain/forms/packet.ts';
import { stageOfPacket } from '#domain/forms/packet.ts';
import { resumedBy } from '#domain/forms/resume-code.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import type { FormsRefusal } from './refusals.ts';

/** The packet that a code names, to go on with on this screen: by staff who may fill in forms, where there is something left to fill in [FORM-22]. */
export async function resumePacket(station: Station, text: string): Promise<Result<Packet, FormsRefusal>> {
  if (!(await may(station, 'forms/fill'))) return err({ code: 'forms/not-yours' });
  const packet = resumedBy(text, await station.rows.packets());
  if (!packet) return err({ code: 'forms/no-such-code' });
  return stageOfPacket(packet) === 'patient' ? ok(packet) : err({ code: 'forms/handed-in' });
}
