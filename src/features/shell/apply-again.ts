import { err, ok, type Result, type Words } from '#domain/result.ts';
import type { Station } from '#station/station.ts';

export type SettleRefusal = { readonly code: 'refused/settled-already' };

export const settleWords: Words<SettleRefusal> = {
  'refused/settled-already': () => 'Someone has dealt with this change already, here or in another tab.'
};

/** Writes a refused change again, as new facts of whoever asks for it [SHELL-10]. The server decides anew. */
export async function applyAgain(station: Station, id: string): Promise<Result<void, SettleRefusal>> {
  const isDone = await station.settleRefused('refused/apply-again', id, 'applied');
  return isDone ? ok() : err({ code: 'refused/settled-already' });
}
