import type { Packet } from './packet.ts';

/** Those given first are first. */
export function byGiven(a: Packet, b: Packet): number {
  return a.since - b.since || a.case.localeCompare(b.case);
}
