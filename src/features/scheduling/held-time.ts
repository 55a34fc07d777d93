import type { CaseId } from '#domain/ids.ts';
import type { Placement } from '#domain/scheduling/appointment-facts.ts';
import { heldBy, type SlotOffer } from '#domain/scheduling/slot-offer.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';

/** Somebody on the waitlist is being asked whether they want this time: it is theirs until the offer runs out [WAIT-5]. */
export interface HeldRefusal {
  readonly code: 'place/offered';
  readonly to: SlotOffer;
}

/** Whether a time may be given away now. @param mine the case or the round it is asked for: its own offers are not in its way */
export async function notOffered(
  station: Station,
  date: LocalDate,
  at: Placement,
  mine: { readonly case?: CaseId; readonly round?: string } = {}
): Promise<Result<void, HeldRefusal>> {
  const offers = await station.rows.offers(station.device.site, date);
  const to = heldBy(offers, at, station.now(), mine);
  return to ? err({ code: 'place/offered', to }) : ok();
}
