import type { LikelyPairs } from '#domain/patient/likely-pairs.ts';

/** What the last comparison found, while the app is open: one comes back to it after each merge. Ids only. */
export const foundPairs = $state<{ found: LikelyPairs | null }>({ found: null });
