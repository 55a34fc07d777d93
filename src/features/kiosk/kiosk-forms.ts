import type { KioskLanguage } from '#domain/intake/intake-facts.ts';

/** The forms that a kiosk can show. The route brings them: they are a slice of their own. */
export interface KioskForms {
  /** What stands above it; null for a form that is not known here: then it is left to the desk. */
  titleOf(form: string, language: KioskLanguage): string | null;
}

/** What the view of one form is given. */
export interface KioskFormProps {
  readonly form: string;
  readonly language: KioskLanguage;
  /** What was answered before, where somebody came back to it; in the form's own shape. */
  readonly answer: unknown;
  readonly onanswer: (answer: unknown) => void;
}

/** The forms of the day's list that can be shown here, each once. */
export function formsHere(
  forms: readonly string[] | undefined,
  here: KioskForms | undefined,
  language: KioskLanguage
): readonly string[] {
  return [...new Set(forms)].filter((form) => (here?.titleOf(form, language) ?? null) !== null);
}
