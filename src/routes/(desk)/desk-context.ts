import { getContext, setContext } from 'svelte';
import type { Ready } from '#boot/surface-state.ts';

const KEY = Symbol('desk');

/** What the pages of a desk may ask of the desk itself, beside its station. */
export type Desk = Pick<Ready, 'enrolmentCode' | 'handOver' | 'manage' | 'signOut'>;

export function provideDesk(desk: Desk): void {
  setContext(KEY, desk);
}

export function useDesk(): Desk {
  return getContext<Desk>(KEY);
}
