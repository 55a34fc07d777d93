import { err, ok, type Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';

export type TakeBackRefusal = { readonly code: 'undo/changed-since' };

/**
 * Takes back what a command did to today's visits [QUE-12]. Refused when the visit has moved on since: what came later would
 * stand on nothing.
 */
export async function takeBack(station: Station, done: Done): Promise<Result<void, TakeBackRefusal>> {
  const { takes, leaves } = done;
  if (leaves) {
    const visit = await station.rows.visit(station.device.site, station.today(), leaves.visit);
    if (visit?.last !== leaves.last) return err({ code: 'undo/changed-since' });
  }

  await station.recordTogether(
    'queue/undo',
    takes.map(({ doc, facts }) => ({ doc, facts: facts.map((fact) => ({ kind: 'fact/voided', of: { fact } })) }))
  );
  return ok();
}
