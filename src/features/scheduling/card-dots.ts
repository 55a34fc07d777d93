import { coveringOn, type Coverages } from '#domain/coverage/coverages.ts';
import { eligibilityOf, type EligibilityState } from '#domain/coverage/eligibility.ts';
import type { Packet } from '#domain/forms/packet.ts';
import { stageOfPacket } from '#domain/forms/packet.ts';
import { isOpenPacket } from '#domain/forms/packets.ts';
import { localDateOf, type Instant, type LocalDate, type ZoneId } from '#domain/time.ts';
import { counted } from '#ui/format.ts';
import type { StatusHue } from '#ui/status-shapes.ts';

/** How something about a visit's patient stands, at a glance: a shape, a colour and words. */
export interface CardDot {
  readonly hue: StatusHue;
  readonly word: string;
}

interface Clock {
  readonly now: Instant;
  readonly zone: ZoneId;
}

const INSURANCE: Readonly<Record<EligibilityState, CardDot>> = {
  inactive: { hue: 'trouble', word: 'Insurance not active' },
  unchecked: { hue: 'waiting', word: 'Insurance not checked' },
  stale: { hue: 'waiting', word: 'Insurance to check again' },
  manual: { hue: 'done', word: 'Insurance checked' },
  verified: { hue: 'done', word: 'Insurance checked' }
};
/** Of several that pay the worst counts. */
const WORST: readonly EligibilityState[] = ['inactive', 'unchecked', 'stale', 'manual', 'verified'];

/** Whether who pays on the day of the visit is known to pay [SCH-23]. @param day of the visit */
export function insuranceDot(coverages: Coverages | undefined, day: LocalDate, clock: Clock): CardDot {
  const paying = coveringOn(coverages, day);
  if (paying.length === 0) {
    return coverages?.selfPay?.pays
      ? { hue: 'expected', word: 'Pays without insurance' }
      : { hue: 'waiting', word: 'No insurance on that day' };
  }
  const states = paying.map((one) => eligibilityOf(one, clock).state);
  return INSURANCE[WORST.find((state) => states.includes(state)) ?? 'unchecked'];
}

/** What of the patient's forms waits, for them or for staff; null where nothing does [SCH-23]. */
export function formsDot(packets: readonly Packet[], { now, zone }: Clock): CardDot | null {
  const open = packets.filter((packet) => isOpenPacket(packet, localDateOf(now, zone), zone));
  if (open.some((packet) => stageOfPacket(packet) === 'review'))
    return { hue: 'waiting', word: 'Forms to look through' };
  const missing = open.flatMap(({ forms }) => forms.filter(({ submitted, declined }) => !submitted && !declined));
  return missing.length > 0 ? { hue: 'waiting', word: `${counted(missing.length, 'form')} to fill in` } : null;
}
