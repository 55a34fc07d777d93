import type { Act } from '#domain/practice/acts.ts';
import type { Rights } from '#station/rights.svelte.ts';
import type { TodayRow } from './today.ts';

/** What can be done for a line of Today. The route runs them: some belong to other slices. */
export type Step =
  | 'arrive'
  | 'call'
  | 'place'
  | 'check-in'
  | 'in-room'
  | 'ready'
  | 'with-provider'
  | 'done'
  | 'check-out'
  | 'left'
  | 'no-show'
  | 'rebook'
  | 'bring-back';

export interface StepLook {
  readonly label: string;
  /** The letter that does it for the line in hand. */
  readonly keys: string;
}

/** The act each step is: who may not do it is not offered it [ROLE-5]. */
export const STEP_ACTS: Readonly<Record<Step, Act>> = {
  arrive: 'arrivals/mark-arrived',
  call: 'queue/call-patient',
  place: 'queue/place-in-line',
  'check-in': 'arrivals/check-in',
  'in-room': 'queue/room-patient',
  ready: 'queue/mark-ready',
  'with-provider': 'queue/mark-with-provider',
  done: 'queue/mark-done',
  'check-out': 'queue/check-out',
  left: 'queue/mark-left',
  'no-show': 'schedule/no-show',
  rebook: 'schedule/book',
  'bring-back': 'queue/bring-back'
};

export const STEP_LOOKS: Readonly<Record<Step, StepLook>> = {
  arrive: { label: 'Arrive', keys: 'a' },
  call: { label: 'Call', keys: 'c' },
  place: { label: 'Change turn', keys: 't' },
  'check-in': { label: 'Check in', keys: 'i' },
  'in-room': { label: 'In room', keys: 'r' },
  ready: { label: 'Ready', keys: 'y' },
  'with-provider': { label: 'With provider', keys: 'v' },
  done: { label: 'Done', keys: 'd' },
  'check-out': { label: 'Check out', keys: 'o' },
  left: { label: 'Left', keys: 'l' },
  'no-show': { label: 'No-show', keys: 'n' },
  rebook: { label: 'Rebook', keys: 'f' },
  'bring-back': { label: 'Bring back', keys: 'b' }
};

/** The steps a line offers to whoever looks at it, the usual one first. */
export function offeredSteps(row: TodayRow, rights: Pick<Rights, 'can'>): readonly Step[] {
  return stepsOf(row).filter((step) => rights.can(STEP_ACTS[step]));
}

/** The steps that a line's state allows, the usual one first: that is the one on Enter. */
export function stepsOf(row: TodayRow): readonly Step[] {
  const steps = flowSteps(row);
  const isHere = row.section === 'waiting' || row.section === 'rooms' || row.section === 'check-out';
  // Who may be called before the desk has asked everything: the room is free now [CHK-6].
  return isHere && !row.checkedIn ? [...steps.slice(0, 1), 'check-in', ...steps.slice(1)] : steps;
}

function flowSteps({ state, appointment }: TodayRow): readonly Step[] {
  switch (state) {
    case 'expected':
      return ['arrive', 'no-show'];
    case 'no-show':
      return appointment === null ? [] : ['arrive', 'rebook'];
    case 'waiting':
      return ['call', 'place', 'left'];
    case 'called':
      return ['in-room', 'call', 'ready', 'with-provider', 'done', 'check-out', 'left'];
    case 'in-room':
      return ['ready', 'call', 'with-provider', 'done', 'check-out', 'left'];
    case 'ready':
      return ['with-provider', 'call', 'done', 'check-out', 'left'];
    case 'with-provider':
      return ['done', 'call', 'ready', 'check-out', 'left'];
    case 'done':
      return ['check-out', 'call', 'left'];
    case 'checked-out':
    case 'left':
      return ['bring-back'];
  }
}

/** The steps that want an answer first: which room, why. */
export function asksFirst(step: Step): step is 'call' | 'place' | 'left' | 'no-show' {
  return step === 'call' || step === 'place' || step === 'left' || step === 'no-show';
}
