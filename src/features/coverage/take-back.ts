import { parseDocId } from '#domain/documents.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';

export type TakeBackRefusal = { readonly code: 'undo/nothing' };

/** Takes back what a command said of who pays: facts of the records it wrote to, in one commit. */
export async function takeBack(station: Station, { takes }: Done): Promise<Result<void, TakeBackRefusal>> {
  const parts = takes
    .filter(({ doc, facts }) => facts.length > 0 && parseDocId(doc)?.kind === 'patient')
    .map(({ doc, facts }) => ({ doc, facts: facts.map((fact) => ({ kind: 'fact/voided', of: { fact } })) }));
  if (parts.length === 0) return err({ code: 'undo/nothing' });
  await station.recordTogether('coverage/undo', parts);
  return ok();
}
