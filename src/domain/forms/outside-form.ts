import { sha256 } from '../audit/sha256.ts';
import type { FormId } from './form.ts';

const PREFIX = 'outside-';

/** What a form of another system goes by here: the same for the same questionnaire, and never one that this practice gives. @param questionnaire its address, without a version */
export function outsideForm(questionnaire: string): FormId {
  // Letters alone: digits may read as a number of a card.
  const letters = sha256(questionnaire)
    .slice(0, 16)
    .replace(/[0-9a-f]/g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
  return `${PREFIX}${letters}`;
}

/** Whether it is a form of another system: read as questions and answers, and asked by nobody here [IMP-43]. */
export function isOutsideForm(form: FormId): boolean {
  return form.startsWith(PREFIX);
}
