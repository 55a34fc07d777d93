import type { Placement } from '#domain/scheduling/appointment-facts.ts';
import { leaseFor } from '#domain/scheduling/lease.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';

/** How a promise made now stands: on this desk's lease, provisionally, or (nothing) with the server's knowledge. */
export interface PromiseMade {
  readonly lease?: string;
  readonly provisional?: true;
}

/** What can be promised to a patient about a place at this moment [BOOK-5] [LEASE-2]. */
export async function promiseOf(station: Station, date: LocalDate, at: Placement): Promise<PromiseMade> {
  if (station.online()) return {};
  const leases = await station.rows.leases(station.device.site, date);
  const lease = leaseFor(leases, station.device.no, date, at, station.now());
  return lease ? { lease: lease.lease } : { provisional: true };
}
