import { err, ok, type Result } from '#domain/result.ts';
import type { BookingDetails } from '#domain/scheduling/appointment-facts.ts';
import { cleanLine } from '#domain/text.ts';
import { isLocalDate } from '#domain/time.ts';

/** What a payer asked for, as it is typed; all of it may be empty. */
export interface PayerForm {
  readonly referral: string;
  readonly number: string;
  readonly from: string;
  readonly to: string;
  /** Visits the authorization is good for; empty: nobody counts them. */
  readonly units: string;
}

export const NO_PAYER: PayerForm = { referral: '', number: '', from: '', to: '', units: '' };

export type PayerRefusal =
  | { readonly code: 'payer/too-long' }
  | { readonly code: 'payer/no-number' }
  | { readonly code: 'payer/no-days' }
  | { readonly code: 'payer/days-reversed' }
  | { readonly code: 'payer/bad-units' };

/** What a booking was kept with, as it would be typed. */
export function payerFormOf({ referral = '', authorization }: BookingDetails): PayerForm {
  const { number = '', from = '', to = '', units } = authorization ?? {};
  return { referral, number, from, to, units: units === undefined ? '' : String(units) };
}

/** What is kept of it with the booking [BOOK-15]. An authorization has a number and the days it is good for, or it is none. */
export function payerDetails(form: PayerForm): Result<BookingDetails, PayerRefusal> {
  const [referral, number] = [cleanLine(form.referral), cleanLine(form.number)];
  if (referral.length > 120 || number.length > 120) return err({ code: 'payer/too-long' });
  const kept = referral === '' ? {} : { referral };
  if (number === '') {
    const isBegun = form.from !== '' || form.to !== '' || form.units.trim() !== '';
    return isBegun ? err({ code: 'payer/no-number' }) : ok(kept);
  }
  if (!isLocalDate(form.from) || !isLocalDate(form.to)) return err({ code: 'payer/no-days' });
  if (form.from > form.to) return err({ code: 'payer/days-reversed' });
  const units = form.units.trim();
  if (units !== '' && !/^[1-9]\d{0,2}$/.test(units)) return err({ code: 'payer/bad-units' });
  const authorization = { number, from: form.from, to: form.to, ...(units !== '' && { units: Number(units) }) };
  return ok({ ...kept, authorization });
}
