import type { Board } from '#domain/board/board.ts';
import { minuteOfDayOf, minutesBetween, type Instant, type ZoneId } from '#domain/time.ts';
import { leftOf } from '#domain/waits/quote.ts';
import { clockText } from '#ui/format.ts';

/** What the waiting room was told of somebody's wait, for the desk that is asked about it [QUE-17]. */
export interface WaitWords {
  /** `15–25 min from now (told at 10:05 am)`. */
  readonly told: string;
  /** How far such words can be trusted, by the clinic's own past; null while that is not known. */
  readonly trust: string | null;
}

/** @param ticket of a visit that waits; null for any other, of which nothing is said */
export function waitWordsOf(board: Board, ticket: string | null, now: Instant, zone: ZoneId): WaitWords | null {
  const told = board.waits.find((one) => one.ticket === ticket);
  if (!told) return null;
  const left = leftOf(told, Math.max(0, minutesBetween(told.at, now)));
  const at = `told at ${clockText(minuteOfDayOf(told.at, zone))}`;
  const range = ({ low, high }: { low: number; high: number }): string =>
    low === 0 ? `up to ${high} min` : low === high ? `about ${high} min` : `${low}–${high} min`;
  return {
    told: left ? `${range(left)} from now (${at})` : `${range(told)} were ${at}: longer than said`,
    trust:
      board.judged &&
      `Of the last ${board.judged.waits} who waited here, ${Math.round(100 * board.judged.longer)} in 100 waited longer than said.`
  };
}
