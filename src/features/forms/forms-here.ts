import type { Form, FormId } from '#domain/forms/form.ts';
import type { FormResponse } from '#domain/forms/packet.ts';
import { practiceForms, type PracticeForms } from '#domain/forms/practice-forms.ts';
import { SHIPPED_FORMS } from '#domain/forms/shipped/every-form.ts';
import { USUAL_RULES } from '#domain/forms/shipped/usual-rules.ts';
import type { Practice } from '#domain/practice/practice.ts';

/** The forms of this practice, ours and its own. */
export function formsHere(practice: Pick<Practice, 'forms'>): PracticeForms {
  return practiceForms(practice.forms, SHIPPED_FORMS, USUAL_RULES);
}

/** A form as it was given: in a version that is not in use any more it cannot be asked on. */
export function formGiven({ forms }: PracticeForms, given: { readonly form: FormId }): Form | undefined {
  return forms.get(given.form);
}

/** What a form is called: by the practice, or, of one that is not in use any more or of another system, as it stood when it was handed in. */
export function formTitle(
  { forms }: PracticeForms,
  { form, submitted }: Pick<FormResponse, 'form' | 'submitted'>
): string {
  return forms.get(form)?.title.en ?? submitted?.text[0] ?? form;
}
