import { offeredSteps, STEP_ACTS, STEP_LOOKS, type Step } from '#features/queue/steps.ts';
import type { Shown } from '#features/queue/TodayList.svelte';
import type { Rights } from '#station/rights.svelte.ts';
import { useKeys } from '#ui/keys.svelte.ts';
import type { TodayHand } from './today-hand.svelte.ts';

const SHOWN: readonly { readonly keys: string; readonly show: Shown; readonly label: string }[] = [
  { keys: '0', show: 'all', label: 'Everyone' },
  { keys: '1', show: 'expected', label: 'Expected' },
  { keys: '2', show: 'waiting', label: 'Waiting' },
  { keys: '3', show: 'rooms', label: 'In rooms' },
  { keys: '4', show: 'check-out', label: 'Check-out' },
  { keys: '5', show: 'done', label: 'Done' },
  { keys: '6', show: 'arrivals', label: 'Arrivals' }
];

/** What is listed, and in which order. */
export interface ShownList {
  show(next: Shown): void;
  isArrivals(): boolean;
  /** The order after the present one [ARR-16]. */
  sortNext(): void;
}

/** The keys of Today, while its screen is shown. Call it while the screen is set up. */
export function useTodayKeys(hand: TodayHand, rights: Rights, list: ShownList): void {
  const steps = Object.entries(STEP_LOOKS) as [Step, (typeof STEP_LOOKS)[Step]][]; // Object.entries forgets the keys
  useKeys('Today', [
    { keys: 'j', label: 'Next line (or ↓)', run: () => enterList() },
    { keys: 'k', label: 'Line before (or ↑)', run: () => enterList() },
    { keys: 'Enter', label: 'The usual next step of the line', run: () => undefined, when: () => false },
    {
      keys: 'Backspace',
      label: 'Put a kiosk submission away',
      run: () => undefined,
      when: () => false,
      offered: () => rights.can('arrivals/dismiss-submission')
    },
    {
      keys: 'w',
      label: 'Walk-in',
      offered: () => rights.can('arrivals/walk-in'),
      run: () => {
        const { proposal } = hand;
        if (proposal?.said) void hand.walkInFrom(proposal, null);
        else hand.take({ kind: 'walk-in' });
      }
    },
    { keys: 'e', label: 'To look after: the first prompt, then its letters', run: () => enterPrompts() },
    ...SHOWN.map(({ keys, show, label }) => ({ keys, label: `Show: ${label}`, run: () => list.show(show) })),
    { keys: 's', label: 'Arrivals in another order', run: () => list.sortNext(), when: () => list.isArrivals() }
  ]);
  useKeys(
    'The patient in hand',
    steps.map(([step, { keys, label }]) => ({
      keys,
      label,
      run: () => {
        if (hand.row) void hand.step(hand.row, step);
      },
      when: () => hand.row !== undefined && offeredSteps(hand.row, rights).includes(step),
      offered: () => rights.can(STEP_ACTS[step])
    }))
  );
}

/** From anywhere on the screen into the list; inside it the list moves by itself. */
function enterList(): void {
  document.querySelector<HTMLElement>('[role=grid] [data-row][tabindex="0"]')?.focus();
}

/** The first of what is to be looked after; its answers have letters of their own while it has the focus. */
function enterPrompts(): void {
  document.querySelector<HTMLElement>('[data-part="prompts"] [data-row]')?.focus();
}
