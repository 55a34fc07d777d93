import type { ToldWait } from '#domain/board/board.ts';
import { minutesBetween, type Instant } from '#domain/time.ts';
import { leftOf } from '#domain/waits/quote.ts';
import type { BoardSay } from './messages/words.ts';

/** What is left of what a ticket was told, in words; null when nothing was, or its time is over [BRD-11]. */
export function waitWords(told: ToldWait | undefined, now: Instant, say: BoardSay): string | null {
  const left = told ? leftOf(told, Math.max(0, minutesBetween(told.at, now))) : null;
  if (!left) return null;
  if (left.low === 0) return say('wait-up-to', { high: left.high });
  return left.low === left.high ? say('wait-about', { high: left.high }) : say('wait', { ...left });
}
