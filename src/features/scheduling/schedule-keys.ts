import type { KeyBinding } from '#ui/keys.svelte.ts';

/** What the keys of the schedule do. */
export interface ScheduleKeys {
  days(count: number): void;
  today(): void;
  goTo(): void;
  nextOpening(): void;
  nextClash(): void;
  lift(): void;
  cancel(): void;
  book(): void;
  /** Blocks the time at the cursor, or changes what blocks it. */
  block(): void;
  find(): void;
  closeUp(): boolean;
  print(): void;
}

/** The schedule's keys, as `?` lists them [SCH-10]. Those of the grid's cursor are handled where it stands, and only listed here. */
export function scheduleKeys(to: ScheduleKeys): readonly KeyBinding[] {
  let afterG = false;
  const day = (keys: string, label: string, count: number, silent = false): KeyBinding => ({
    keys,
    label,
    silent,
    run: () => to.days(count)
  });
  const listed = (keys: string, label: string): KeyBinding => ({
    keys,
    label,
    run: () => undefined,
    when: () => false
  });
  return [
    day('ArrowRight', 'Next day (on the grid: Shift with it)', 1),
    day('ArrowLeft', 'Day before', -1),
    day('Shift ArrowRight', 'Next day', 1, true),
    day('Shift ArrowLeft', 'Day before', -1, true),
    day('w', 'A week on', 7),
    day('W', 'A week back', -7),
    { keys: 't', label: 'Today', run: () => to.today() },
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
    { keys: 'b', label: 'Book at the cursor', run: () => to.book() },
    { keys: 'f', label: 'Find a time', run: () => to.find() },
    { keys: 'k', label: 'Block time at the cursor, or change what blocks it', run: () => to.block() },
    { keys: 'm', label: 'Carry the appointment elsewhere', run: () => to.lift() },
    { keys: 'x', label: 'Cancel the appointment', run: () => to.cancel() },
    { keys: 'n', label: 'Next free time', run: () => to.nextOpening() },
    { keys: 'c', label: 'Next conflict', run: () => to.nextClash() },
    { keys: 'p', label: 'Print the day', run: () => to.print() },
    { keys: 'Escape', label: 'Put back, or close the panel', run: () => void to.closeUp() }
  ];
}
