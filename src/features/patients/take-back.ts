import { parseDocId } from '#domain/documents.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';

export type TakeBackRefusal = { readonly code: 'undo/nothing' } | { readonly code: 'undo/in-use' };

/**
 * Takes back what a command did to a patient [REG-8]. A registration that somebody has booked or changed since is in use: it stays,
 * and is corrected field by field.
 */
export async function takeBack(station: Station, done: Done): Promise<Result<void, TakeBackRefusal>> {
  const [take] = done.takes;
  const ref = take && parseDocId(take.doc);
  if (!take || take.facts.length === 0 || ref?.kind !== 'patient') return err({ code: 'undo/nothing' });
  if (done.command === 'patients/register' && (await station.rows.appointmentsOf(ref.patient)).length > 0)
    return err({ code: 'undo/in-use' });

  await station.recordTogether(
    'patients/undo',
    done.takes.map(({ doc, facts }) => ({ doc, facts: facts.map((fact) => ({ kind: 'fact/voided', of: { fact } })) }))
  );
  return ok();
}
