import { err, ok, type Result } from '#domain/result.ts';
import type { SeriesBooking } from './book-series.ts';
import type { BookingForm, FormRefusal } from './booking-form.ts';
import { NO_PAYER, payerDetails } from './payer-form.ts';
import { undecided, willStand, type SeriesLine } from './series-plan.ts';

export type SeriesFormRefusal =
  FormRefusal | { readonly code: 'series/undecided'; readonly count: number } | { readonly code: 'series/no-visits' };

/** The recurring booking as its list stands, or the first thing that is missing: nothing undecided is written [SER-5]. */
export function seriesBookingFrom(
  form: BookingForm,
  lines: readonly SeriesLine[]
): Result<SeriesBooking, SeriesFormRefusal> {
  if (!form.patient) return err({ code: 'book/no-patient' });
  if (form.visitType === '') return err({ code: 'book/no-such-type' });
  if (form.practitioner === '') return err({ code: 'place/no-such-provider' });
  const count = undecided(lines);
  if (count > 0) return err({ code: 'series/undecided', count });
  const standing = willStand(lines);
  if (standing.length === 0) return err({ code: form.time.trim() === '' ? 'book/no-time' : 'series/no-visits' });
  const payer = payerDetails(form.payer ?? NO_PAYER);
  if (!payer.ok) return payer;
  const { appointment, visitType, note } = form;
  const details = { ...form.details, ...payer.value };
  return ok({
    series: appointment,
    ...form.patient,
    visitType,
    note,
    ...(Object.keys(details).length > 0 ? { details } : {}),
    visits: standing.map((line) => ({
      appointment: line.appointment,
      instance: line.instance,
      date: line.date,
      at: line.at,
      over: line.state === 'over',
      reason: line.state === 'over' ? line.reason : ''
    }))
  });
}
