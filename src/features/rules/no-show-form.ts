import { err, ok, type Result } from '#domain/result.ts';
import { NO_SHOW_STEPS, type NoShowStep, type NoShowSteps } from '#domain/scheduling/no-shows.ts';
import type { FlowFormRefusal } from './flow-forms.ts';

/** What each step is called where it is set, in the order it is shown. */
export const NO_SHOW_WORDS: Readonly<Record<NoShowStep, string>> = {
  warn: 'Tell the patient',
  letter: 'Send a letter',
  manager: 'Ask a manager before booking'
};

/** The most that can be said; a practice that does nothing leaves it empty. */
const MOST = 99;

export type NoShowForm = Readonly<Record<NoShowStep, string>>;

export function noShowForm(steps: NoShowSteps): NoShowForm {
  return { warn: text(steps.warn), letter: text(steps.letter), manager: text(steps.manager) };
}

const text = (from: number | null): string => (from === null ? '' : String(from));

/** The steps that are meant; nothing typed is no such step [RULE-11]. */
export function noShowFrom(form: NoShowForm): Result<NoShowSteps, FlowFormRefusal> {
  const steps: Record<NoShowStep, number | null> = { warn: null, letter: null, manager: null };
  for (const step of NO_SHOW_STEPS) {
    const typed = form[step].trim();
    if (typed === '') continue;
    const from = /^\d{1,2}$/.test(typed) ? Number(typed) : NaN;
    if (!(from >= 1 && from <= MOST))
      return err({ code: 'rules/bad-minutes', what: NO_SHOW_WORDS[step], least: 1, most: MOST });
    steps[step] = from;
  }
  return ok(steps);
}

/** `From 1: tell the patient; from 3: ask a manager before booking`. */
export function noShowText(steps: NoShowSteps): string {
  const said = NO_SHOW_STEPS.flatMap((step) =>
    steps[step] === null ? [] : [`from ${steps[step]}: ${NO_SHOW_WORDS[step].toLowerCase()}`]
  );
  const all = said.join('; ');
  return all === '' ? 'Nothing' : all.charAt(0).toUpperCase() + all.slice(1);
}
