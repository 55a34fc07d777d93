/**
 * The schema of facts this build writes. It grows by one with each release that adds a kind, a field or a choice; nothing is ever
 * taken away or given another meaning (RELIABILITY §3.6), and `vocabulary.ts` says how older facts are read.
 */
export const SCHEMA: number = 1;

/** The oldest a device may write and not be told to update: four releases back. What an older one writes is still taken. */
export const MIN_SCHEMA: number = Math.max(1, SCHEMA - 4);
