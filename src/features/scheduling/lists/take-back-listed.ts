import { parseDocId } from '#domain/documents.ts';
import type { FactId } from '#domain/fact.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import type { TakeBackRefusal } from '../take-back.ts';

/**
 * Takes back what was done on a list, in one commit over all it touched [CASE-4]. Refused when a case, an offer or an appointment of it has gone on
 * since: what followed stands on it.
 */
export async function takeBackListed(station: Station, done: Done): Promise<Result<void, TakeBackRefusal>> {
  const takes = done.takes.filter(({ facts }) => facts.length > 0);
  if (takes.length === 0) return err({ code: 'undo/nothing' });
  for (const { doc, facts } of takes) {
    const lasts = await lastsIn(station, doc, facts);
    if (lasts === null) return err({ code: 'undo/nothing' });
    if (!lasts.some((last) => facts.includes(last))) return err({ code: 'undo/changed-since' });
  }
  await station.recordTogether(
    'lists/undo',
    takes.map(({ doc, facts }) => ({ doc, facts: facts.map((fact) => ({ kind: 'fact/voided', of: { fact } })) }))
  );
  return ok();
}

/** The fact each thing of a document was left by; null for documents no list writes to. */
async function lastsIn(station: Station, doc: string, facts: readonly FactId[]): Promise<readonly FactId[] | null> {
  const ref = parseDocId(doc);
  if (ref?.kind === 'practice') return facts; // what two people say of a turn: the last word counts
  if (ref?.kind === 'patient') return facts; // what a patient said of being reached: nothing follows from it
  if (ref?.kind === 'case') {
    const found = await station.rows.case(ref.case);
    return found ? [found.last] : [];
  }
  if (ref?.kind !== 'day') return null;
  const [appointments, offers] = await Promise.all([
    station.rows.appointments(ref.site, ref.date),
    station.rows.offers(ref.site, ref.date)
  ]);
  const tries = appointments.flatMap(({ attempts = [] }) => attempts.map(({ fact }) => fact));
  return [...[...appointments, ...offers].map(({ last }) => last), ...tries];
}
