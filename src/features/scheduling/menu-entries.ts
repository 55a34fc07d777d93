import type { Act } from '#domain/practice/acts.ts';
import { isLive } from '#domain/scheduling/appointment.ts';
import type { Rights } from '#station/rights.svelte.ts';
import type { GridHand } from './hand-on-grid.ts';

export interface MenuEntry {
  readonly label: string;
  /** The key that does the same. */
  readonly keys?: string;
  readonly run: () => void;
}

/** What can be done with the appointment of the menu, as it stands. What its status or the role of who asks forbids is not offered. */
export function menuEntries(hand: GridHand, rights: Pick<Rights, 'can'>): readonly MenuEntry[] {
  const card = hand.menu?.card;
  if (!card) return [];
  const { appointment } = card;
  const id = appointment.appointment;
  const taken = (next: () => void) => () => {
    hand.take(id);
    next();
  };
  const open = { label: 'Open', keys: 'Enter', run: () => hand.take(id) };
  if (!isLive(appointment)) return [open];
  const entries: readonly (MenuEntry & { readonly act: Act })[] = [
    { act: 'schedule/move', label: 'Move or reschedule', keys: 'm', run: taken(() => hand.lift()) },
    { act: 'schedule/book', label: 'Book once more', keys: 'Shift M', run: taken(() => hand.lift(true)) },
    { act: 'schedule/move', label: 'Put on the pinboard', keys: 'Shift P', run: taken(() => hand.park()) },
    ...(appointment.series
      ? [{ act: 'schedule/change-series' as const, label: 'Change series', run: taken(() => hand.ask('series')) }]
      : []),
    { act: 'schedule/cancel', label: 'Cancel visit', keys: 'x', run: taken(() => hand.ask('cancel')) },
    { act: 'schedule/no-show', label: 'No-show', run: taken(() => hand.ask('no-show')) }
  ];
  return [open, ...entries.filter(({ act }) => rights.can(act))];
}
