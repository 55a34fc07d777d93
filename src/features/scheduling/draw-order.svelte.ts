import { untrack } from 'svelte';
import type { MinuteOfDay } from '#domain/time.ts';
import type { Card, Column } from './day-columns.ts';

/** What of the grid is on the screen: columns and minutes, the last of each included. */
export interface Sight {
  readonly first: number;
  readonly last: number;
  readonly from: MinuteOfDay;
  readonly to: MinuteOfDay;
}

/** Columns drawn in one step: a task of a few milliseconds. */
const STEP_COLUMNS = 2;
/** Scrolling hands leave no idle time; after so long the next step comes all the same, milliseconds. */
const LATEST_MS = 100;

/**
 * Which cards of a column to draw now. A day's first frame has what is in sight; the rest follows column by column in the frames after, so that
 * 800 cards are no long task [SCH-17].
 * @param sight asked once for each day
 */
export function drawOrder(asked: () => readonly Column[], sight: () => Sight): (index: number) => readonly Card[] {
  const columns = $derived(asked());
  // A change within the day draws at once what it changes; another day begins anew.
  const day = $derived(`${columns[0]?.date} ${columns[0]?.key} ${columns.length}`);
  const drawing = $derived.by(() => {
    void day;
    return begun(
      sight(),
      untrack(() => columns.length)
    );
  });
  $effect(() => {
    const { step } = drawing;
    let idle = 0;
    const next = (): void => {
      idle = requestIdleCallback(() => step() < columns.length && next(), { timeout: LATEST_MS });
    };
    next();
    return () => cancelIdleCallback(idle);
  });
  return (index) => drawing.cards(index, columns[index]?.cards ?? []);
}

function begun({ first, last, from, to }: Sight, count: number) {
  let whole = $state(0);
  return {
    /** Draws some more columns whole, from the first in sight on and round again; says how many are. */
    step: () => (whole += STEP_COLUMNS),
    cards(index: number, cards: readonly Card[]): readonly Card[] {
      if ((index - first + count) % count < whole) return cards;
      if (index < first || index > last) return NO_CARDS;
      return cards.filter(({ span }) => span.to > from && span.from < to);
    }
  };
}

const NO_CARDS: readonly Card[] = [];
