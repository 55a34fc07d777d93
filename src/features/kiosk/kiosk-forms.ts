import { askedFrom, kioskManner } from '#domain/forms/asked-forms.ts';
import type { Form } from '#domain/forms/form.ts';
import type { FormAtKiosk } from './kiosk-form.ts';

/**
 * The forms of an envelope that this kiosk can show, each once. One that it has in another version, or not at all, or that is not for a kiosk, is left
 * to the desk [KIO-27]. @param own the practice's own words, which come with the day
 */
export async function formsHere(
  named: readonly string[] | undefined,
  own: readonly Form[]
): Promise<readonly FormAtKiosk[]> {
  const asked = [...new Set(named)].flatMap((text) => askedFrom(text) ?? []);
  if (asked.length === 0) return [];
  // The words are read only where somebody has forms to fill in.
  const { SHIPPED_FORMS } = await import('#domain/forms/shipped/every-form.ts');
  return asked.flatMap(({ form: id, version, since }) => {
    const form = [...own, ...SHIPPED_FORMS].find((one) => one.form === id && one.version === version);
    const manner = form ? kioskManner(form, since) : 'not';
    return form && manner !== 'not' ? [{ form, since, manner }] : [];
  });
}
