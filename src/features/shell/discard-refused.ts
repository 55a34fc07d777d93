import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import type { SettleRefusal } from './apply-again.ts';

/** Gives a refused change up. Who did it, and when, stays on this device beside what the change said [SHELL-10]. */
export async function discardRefused(station: Station, id: string): Promise<Result<void, SettleRefusal>> {
  const isDone = await station.settleRefused('refused/discard', id, 'discarded');
  return isDone ? ok() : err({ code: 'refused/settled-already' });
}

/** Takes the giving up back. */
export async function keepRefused(station: Station, id: string): Promise<Result<void, SettleRefusal>> {
  const isDone = await station.settleRefused('refused/keep', id, null);
  return isDone ? ok() : err({ code: 'refused/settled-already' });
}
