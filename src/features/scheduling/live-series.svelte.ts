import { live } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';
import { otherVisitsOf } from '#station/other-visits.ts';
import { daysElsewhere } from '#station/visits-elsewhere.ts';
import type { SeriesChoices } from './repeat-form.ts';
import {
  byDay,
  daysAsked,
  NO_DAYS,
  seriesLines,
  type SeriesAround,
  type SeriesAsked,
  type SeriesLine
} from './series-plan.ts';

/** What a list of visits is asked for. */
export interface SeriesQuestion extends Omit<SeriesAround, 'days' | 'others' | 'elsewhere' | 'site' | 'zone'> {
  readonly asked: readonly SeriesAsked[];
  readonly choices: SeriesChoices;
}

export interface LiveSeries {
  readonly lines: readonly SeriesLine[];
  /** False while days are still being read: nothing may be booked on what nobody has looked at. */
  readonly complete: boolean;
  /** A day of the list as it is now. */
  readonly days: SeriesAround['days'];
}

/** The visits of a series with what is in their way, followed while other desks book. @param question a getter; null asks nothing */
export function liveSeries(station: Station, question: () => SeriesQuestion | null): LiveSeries {
  const { site } = station.device;
  const asked = $derived(question());
  // As text, so that a choice that adds no day reads none anew.
  const dates = $derived(asked ? daysAsked(asked.asked, asked.choices).join(' ') : '');
  const read = live(station, () => {
    const of = dates;
    const list = of === '' ? [] : of.split(' ');
    return async (rows) => ({
      of,
      days: await Promise.all(list.map((date) => rows.appointments(site, date))),
      elsewhere: await daysElsewhere(rows, site, list)
    });
  });
  const patient = $derived(asked?.patient ?? '');
  const others = live(station, () => {
    const of = patient;
    return async (rows) => ({ of, visits: await otherVisitsOf(rows, of) });
  });
  const days = $derived(read.value ? byDay(read.value.of.split(' '), read.value.days) : NO_DAYS);
  const lines = $derived(
    asked
      ? seriesLines(asked.asked, asked.choices, {
          ...asked,
          site,
          zone: station.zone,
          days,
          ...(read.value && { elsewhere: read.value.elsewhere }),
          others: others.value?.of === patient ? others.value.visits : []
        })
      : []
  );
  return {
    get lines() {
      return lines;
    },
    get complete() {
      return read.value?.of === dates && others.value?.of === patient;
    },
    get days() {
      return days;
    }
  };
}
