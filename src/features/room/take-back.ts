import { err, ok, type Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';

export type TakeBackRefusal = { readonly code: 'room/changed-since' };

/** Undo: takes back what this tablet said, unless the visit has moved on since [ROOM-5]. */
export async function takeBack(station: Station, { takes, leaves }: Done): Promise<Result<void, TakeBackRefusal>> {
  if (leaves) {
    const visit = await station.rows.visit(station.device.site, station.today(), leaves.visit);
    if (visit?.last !== leaves.last) return err({ code: 'room/changed-since' });
  }
  for (const { doc, facts } of takes) {
    await station.record(
      'room/take-back',
      doc,
      facts.map((fact) => ({ kind: 'fact/voided', of: { fact } }))
    );
  }
  return ok();
}
