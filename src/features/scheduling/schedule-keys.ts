import type { SiteId } from '#domain/ids.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Act } from '#domain/practice/acts.ts';
import type { Rights } from '#station/rights.svelte.ts';
import type { KeyBinding } from '#ui/keys.svelte.ts';
import type { GridHand } from './hand-on-grid.ts';
import { daysOn } from './next-opening.ts';
import type { Printing } from './printing.svelte.ts';
import type { ScheduleView } from './schedule-view.ts';

/** What the keys do besides what the hands hold. */
export interface ScheduleKeys {
  view(): ScheduleView;
  today(): LocalDate;
  ongo(view: ScheduleView): void;
  /** Opens the way to another date. */
  goTo(): void;
  readonly printing: Pick<Printing, 'mayPrint' | 'print' | 'mayPrintChanges' | 'printChanges'>;
}

/** The schedule's keys, as `?` lists them [SCH-10]. Those of the grid's cursor are handled where it stands, and only listed here. */
export function scheduleKeys(hand: GridHand, rights: Pick<Rights, 'can'>, to: ScheduleKeys): readonly KeyBinding[] {
  let afterG = false;
  const day = (keys: string, label: string, count: number, silent = false): KeyBinding => ({
    keys,
    label,
    silent,
    run: () => to.ongo(daysOn(to.view(), count))
  });
  return [
    day('ArrowRight', 'Next day (on the grid: Shift with it)', 1),
    day('ArrowLeft', 'Day before', -1),
    day('Shift ArrowRight', 'Next day', 1, true),
    day('Shift ArrowLeft', 'Day before', -1, true),
    day('w', 'A week on', 7),
    day('W', 'A week back', -7),
    { keys: 't', label: 'Today', run: () => to.ongo({ ...to.view(), date: to.today() }) },
    {
      keys: 'g',
      label: 'Then d: go to a date',
      run: () => (afterG = true)
    },
    {
      keys: 'd',
      label: 'Go to a date',
      silent: true,
      when: () => afterG,
      run: () => {
        afterG = false;
        to.goTo();
      }
    },
    listed('ArrowDown', 'Move over times and providers'),
    listed('Enter', 'Book a free time, open an appointment, put down what is carried'),
    ...handKeys(hand, rights),
    { keys: 's', label: 'What can be done with it (or the other mouse button)', run: () => hand.openMenu() },
    { keys: 'i', label: 'What is known of it (or rest the pointer on it)', run: () => hand.tell() },
    { keys: 'v', label: 'Day, week, seven days', run: () => to.ongo(nextView(to.view(), hand.site)) },
    { keys: 'r', label: 'By provider, by room and device, by office', run: () => to.ongo(otherColumns(to.view())) },
    { keys: 'y', label: 'Colour tells type or status', run: () => to.ongo(otherColour(to.view())) },
    ...actKeys(rights, 'schedule/cancel', {
      keys: 'x',
      label: 'Cancel the appointment',
      run: () => hand.ask('cancel')
    }),
    { keys: 'n', label: 'Next free time', run: () => void hand.nextOpening() },
    { keys: 'c', label: 'Next conflict', run: () => hand.nextClash() },
    { keys: 'p', label: 'Print the day', run: () => void to.printing.print(), offered: () => to.printing.mayPrint() },
    {
      keys: 'e',
      label: 'Print what changed since it was printed',
      run: () => void to.printing.printChanges(),
      offered: () => to.printing.mayPrintChanges()
    },
    { keys: 'Escape', label: 'Put back, or close the panel', run: () => void hand.closeUp() }
  ];
}

/** What the hands do to appointments and to free time. */
function handKeys(hand: GridHand, rights: Pick<Rights, 'can'>): readonly KeyBinding[] {
  return [
    ...actKeys(
      rights,
      'schedule/book',
      { keys: 'b', label: 'Book at the cursor', run: () => hand.book() },
      { keys: 'f', label: 'Find a time', run: () => hand.find() },
      { keys: 'M', label: 'With Shift: carry a copy of it (dragging: hold Ctrl)', run: () => hand.lift(true) }
    ),
    ...actKeys(rights, 'schedule/place-block', {
      keys: 'k',
      label: 'Block time at the cursor, or change what blocks it',
      run: () => hand.block()
    }),
    ...actKeys(
      rights,
      'schedule/move',
      { keys: 'm', label: 'Carry the appointment elsewhere', run: () => hand.lift() },
      { keys: '+', label: 'A row longer (or pull its foot)', run: () => hand.stretch(1) },
      { keys: '-', label: 'A row shorter', run: () => hand.stretch(-1) },
      { keys: 'P', label: 'With Shift: put it on the pinboard', run: () => hand.park() },
      listed('1', 'Take the first from the pinboard, 2 the second …'),
      ...Array.from({ length: 9 }, (_, i) => ({
        keys: String(i + 1),
        label: '',
        silent: true,
        run: () => hand.unpin(i)
      }))
    )
  ];
}

/** Keys of an act: whoever may not do it has none of them [ROLE-5]. */
function actKeys(rights: Pick<Rights, 'can'>, act: Act, ...keys: readonly KeyBinding[]): readonly KeyBinding[] {
  return keys.map((one) => ({ ...one, offered: () => rights.can(act) }));
}

/** Handled where the grid's cursor stands. */
function listed(keys: string, label: string): KeyBinding {
  return { keys, label, run: () => undefined, when: () => false };
}

/** From a day by office to the week of the one the cursor stands in. */
function nextView(view: ScheduleView, site: SiteId): ScheduleView {
  if (view.days === 1 && view.by === 'site') return { ...view, days: 5, whose: `site:${site}` };
  return { ...view, days: view.days === 1 ? 5 : view.days === 5 ? 7 : 1 };
}

function otherColumns(view: ScheduleView): ScheduleView {
  const by = view.by === 'provider' ? 'resource' : view.by === 'resource' ? 'site' : 'provider';
  return { ...view, days: 1, by };
}

function otherColour(view: ScheduleView): ScheduleView {
  return { ...view, colour: view.colour === 'type' ? 'status' : 'type' };
}
