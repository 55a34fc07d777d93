import { isLive } from '#domain/scheduling/appointment.ts';
import type { GridHand } from './grid-hand.svelte.ts';

export interface MenuEntry {
  readonly label: string;
  /** The key that does the same. */
  readonly keys?: string;
  readonly run: () => void;
}

/** What can be done with the appointment of the menu, as it stands. What its status forbids is not offered. */
export function menuEntries(hand: GridHand): readonly MenuEntry[] {
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
  return [
    open,
    { label: 'Move or reschedule', keys: 'm', run: taken(() => hand.lift()) },
    { label: 'Book once more', keys: 'Shift M', run: taken(() => hand.lift(true)) },
    { label: 'Put on the pinboard', keys: 'Shift P', run: taken(() => hand.park()) },
    ...(appointment.series ? [{ label: 'Change series', run: taken(() => hand.ask('series')) }] : []),
    { label: 'Cancel visit', keys: 'x', run: taken(() => hand.ask('cancel')) },
    { label: 'No-show', run: taken(() => hand.ask('no-show')) }
  ];
}
