import type { CheckLine } from '../../visit/check-in-rules.ts';
import type { FormId } from '../form.ts';

/** The forms we ship that a line of check-in stands on, in the versions they have: apart from their words, which are read only where forms are filled in. */
export const SHIPPED_CONSENTS: readonly {
  readonly form: FormId;
  readonly version: string;
  readonly line: CheckLine;
}[] = [
  { form: 'privacy-notice', version: '1', line: 'privacy-notice' },
  { form: 'consent-to-treat', version: '1', line: 'consent-to-treat' },
  { form: 'minor-consent', version: '1', line: 'consent-to-treat' },
  { form: 'financial-policy', version: '1', line: 'financial-policy' }
];
