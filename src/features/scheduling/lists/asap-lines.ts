import type { WaitlistEntry } from '#domain/casework/case.ts';
import type { AppointmentId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { AsapLine } from '#domain/scheduling/asap.ts';
import { clockText, dayText } from '#ui/format.ts';
import type { Rows } from '#station/rows.ts';
import type { OpenTime } from './waitlist-state.svelte.ts';
import type { WorkLine } from './WorkRows.svelte';
import { OFFER_WORDS, timesText } from './work-words.ts';

/** The bookings that would be given up, by id. */
export async function bookingsOf(
  rows: Rows,
  site: string,
  entries: readonly WaitlistEntry[]
): Promise<ReadonlyMap<AppointmentId, Appointment>> {
  const found = await Promise.all(
    entries.flatMap(({ frees }) => (frees ? [rows.appointment(site, frees.date, frees.appointment)] : []))
  );
  return new Map(found.flatMap((one) => (one ? [[one.appointment, one] as const] : [])));
}

/** The first freed time that an entry could have; undefined while none is. */
export function timeFor(times: readonly OpenTime[], entry: Pick<WaitlistEntry, 'case'>): OpenTime | undefined {
  return times.find(({ matches }) => matches.some((match) => match.entry.case === entry.case));
}

/** Who would come earlier, each with what is done next [ASAP-2]. */
export function asapWorkLines(
  lines: readonly AsapLine[],
  times: readonly OpenTime[],
  practice: Practice
): readonly WorkLine[] {
  return lines.map(({ entry, booked }) => {
    const open = booked ? timeFor(times, entry) : undefined;
    const provider = entry.practitioners.map((id) => practice.practitioners.get(id)?.called ?? '').join(', ');
    const type = entry.visitTypes.map((id) => practice.visitTypes.get(id)?.name ?? '').join(', ');
    const last = entry.offers.at(-1)?.outcome;
    return {
      key: `entry ${entry.case}`,
      lead: dayText(entry.frees.date).replace(/^\w+, /, ''),
      label: entry.label,
      what: `${type}, ${provider || 'anybody'}`,
      more: [booked ? `booked ${clockText(booked.at.start)}` : '', timesText(entry.times)].filter(Boolean).join('; '),
      status: !booked
        ? { hue: 'trouble', word: 'booking is over' }
        : open
          ? { hue: 'active', word: `${dayText(open.time.date).slice(0, 3)} ${clockText(open.time.start)} is free` }
          : last
            ? { hue: 'expected', word: OFFER_WORDS[last] }
            : { hue: 'expected', word: 'nothing free yet' },
      act: !booked ? 'Take off' : open ? 'Offer' : 'Open'
    };
  });
}
