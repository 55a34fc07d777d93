import type { Practice } from '#domain/practice/practice.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { detailsIn, seriesAsked, type BookingForm } from './booking-form.ts';
import { liveSeries, type LiveSeries } from './live-series.svelte.ts';
import { wordsFor } from './refusals.ts';
import { NOBODY_LEAVES } from './series-plan.ts';

/** The dates of a recurring booking, as far as the form says when. */
export interface BookingSeries {
  readonly series: LiveSeries;
  /** Why the form gives no dates, in words. */
  readonly refused: string | null;
}

/** Follows the dates of the recurring booking that is being filled in. @param shown a getter */
export function bookingSeries(
  station: Station,
  shown: () => { readonly form: BookingForm; readonly date: LocalDate; readonly practice: Practice }
): BookingSeries {
  const { site } = station.device;
  const asked = $derived.by(() => {
    const { form, date, practice } = shown();
    return form.repeat ? seriesAsked(form, site, date, station.today(), practice) : null;
  });
  const series = liveSeries(station, () => {
    const { form, practice } = shown();
    if (!asked?.ok || !form.repeat) return null;
    return {
      asked: asked.value,
      choices: form.repeat.choices,
      practice,
      patient: form.patient?.patient ?? '',
      visitType: form.visitType,
      details: detailsIn(form),
      leaving: NOBODY_LEAVES
    };
  });
  return {
    series,
    get refused() {
      return asked && !asked.ok ? wordsFor(asked.error) : null;
    }
  };
}
