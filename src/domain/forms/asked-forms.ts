import { isLocalDate, type LocalDate } from '../time.ts';
import { everyItem, isQuestion, type Form, type FormId, type FormItem } from './form.ts';

/** One form that a visit asks for, as a kiosk's envelope names it: no more than which form, and when it was last done. */
export interface FormAsked {
  readonly form: FormId;
  readonly version: string;
  /** When it was last answered, where only what has changed since is asked; null where it is asked whole. */
  readonly since: LocalDate | null;
}

/** How a kiosk shows a form: whole; by "has anything changed?" alone, where it is too long to be answered standing; or not at all. */
export type KioskManner = 'whole' | 'changes' | 'not';

/** Others wait behind who stands at a kiosk: a longer form is for a tablet and a chair. */
export const MOST_KIOSK_QUESTIONS = 12;
/** An envelope has 1,024 bytes for all it says. */
export const MOST_KIOSK_FORMS = 10;

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/** As it stands in an envelope: `phq-2@1` or `history@1@2026-02-03`. */
export function askedText({ form, version, since }: FormAsked): string {
  return [form, version, ...(since === null ? [] : [since])].join('@');
}

/** What an envelope names; null for what is none, whoever wrote it. */
export function askedFrom(text: string): FormAsked | null {
  const [form = '', version = '', since, ...more] = text.split('@');
  if (!NAME.test(form) || !VERSION.test(version) || more.length > 0) return null;
  if (since !== undefined && !isLocalDate(since)) return null;
  return { form, version, since: since ?? null };
}

/**
 * What of a form a kiosk may show [FORM-20]. Not one that begins with the record or goes into it: a kiosk shows nothing of a record, and its own questions ask
 * for what is new. Not one with lists to type, nor a long one; of these whoever answered before may still say that nothing has changed.
 */
export function kioskManner(form: Form, since: LocalDate | null): KioskManner {
  const questions = everyItem(form.items).filter(isQuestion);
  if (questions.some(({ initialFrom, harvestTo }) => initialFrom ?? harvestTo)) return 'not';
  if (questions.length <= MOST_KIOSK_QUESTIONS && !questions.some(isList)) return 'whole';
  return since !== null && !form.signers ? 'changes' : 'not';
}

/** Whether a kiosk ever shows anything of a form. */
export function isForKiosk(form: Form): boolean {
  return kioskManner(form, '2000-01-01') !== 'not';
}

const isList = ({ type, repeats = false }: FormItem): boolean => repeats && (type === 'string' || type === 'text');
