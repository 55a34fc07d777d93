import { err, ok, type Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import type { FormsRefusal } from './refusals.ts';

/** Takes a decision on a proposed change back, and what it changed: one commit, as it was made [FORM-16]. */
export async function takeBack(station: Station, { takes }: Done): Promise<Result<true, FormsRefusal>> {
  const parts = takes.map(({ doc, facts }) => ({
    doc,
    facts: facts.map((fact) => ({ kind: 'fact/voided', of: { fact } }))
  }));
  if (parts.every(({ facts }) => facts.length === 0)) return err({ code: 'forms/nothing-to-undo' });
  await station.recordTogether('forms/undo', parts);
  return ok(true);
}
