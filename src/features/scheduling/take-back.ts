import { parseDocId } from '#domain/documents.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { onceEach, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';

export type TakeBackRefusal = { readonly code: 'undo/nothing' } | { readonly code: 'undo/changed-since' };

/**
 * Takes back what a command did to the schedule, in one commit over all its days (S-24) [BOOK-12]. Refused when somebody
 * has changed the appointment since: their change stands on what would be taken away.
 */
export async function takeBack(station: Station, done: Done): Promise<Result<void, TakeBackRefusal>> {
  const takes = done.takes.filter(({ facts }) => facts.length > 0);
  if (takes.length === 0) return err({ code: 'undo/nothing' });

  for (const { doc, facts } of takes) {
    const ref = parseDocId(doc);
    // The recall that was written with it goes with it.
    if (ref?.kind === 'case') continue;
    if (ref?.kind !== 'day') return err({ code: 'undo/nothing' });
    const day = await station.rows.appointments(ref.site, ref.date);
    if (!day.some((appointment) => facts.includes(appointment.last))) return err({ code: 'undo/changed-since' });
  }

  const voids = takes.map(({ doc, facts }) => ({
    doc,
    facts: facts.map((fact) => ({ kind: 'fact/voided', of: { fact } }))
  }));
  await station.recordTogether('schedule/undo', onceEach(voids));
  return ok();
}
