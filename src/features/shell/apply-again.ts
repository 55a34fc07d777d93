import { err, ok, type Result, type Words } from '#domain/result.ts';
import type { Rights } from '#station/rights.svelte.ts';
import type { Station } from '#station/station.ts';
import type { AttentionCard } from './needs-attention.ts';

export type SettleRefusal = { readonly code: 'refused/settled-already' } | { readonly code: 'refused/not-yours' };

export const settleWords: Words<SettleRefusal> = {
  'refused/settled-already': () => 'Someone has dealt with this change already, here or in another tab.',
  'refused/not-yours': () => 'Your role does not write this. Ask somebody whose role does.'
};

/** Writes a refused change again, as new facts of whoever asks for it, where their role may [SHELL-10]. The server decides anew. */
export async function applyAgain(
  station: Station,
  rights: Pick<Rights, 'signs'>,
  { id, doc, kinds }: Pick<AttentionCard, 'id' | 'doc' | 'kinds'>
): Promise<Result<void, SettleRefusal>> {
  if (!rights.signs(doc, kinds)) return err({ code: 'refused/not-yours' });
  const isDone = await station.settleRefused('refused/apply-again', id, 'applied');
  return isDone ? ok() : err({ code: 'refused/settled-already' });
}
