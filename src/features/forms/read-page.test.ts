import { expect, test } from 'vitest';
import { sectionsOf } from '#domain/forms/delta.ts';
import { everyItem } from '#domain/forms/form.ts';
import { PRIVACY_NOTICE } from '#domain/forms/shipped/consents.ts';
import { MEDICATIONS, PHQ_2 } from '#domain/forms/shipped/history.ts';
import { pageAloud } from './read-page.ts';

const all = (form: typeof PHQ_2) => new Set(everyItem(form.items).map(({ linkId }) => linkId));

test('[FORM-23] the text is read on the first page, then what is asked and its choices', () => {
  const [section = null] = sectionsOf(PRIVACY_NOTICE);
  const of = { enabled: all(PRIVACY_NOTICE), language: 'es' } as const;
  const first = pageAloud(PRIVACY_NOTICE, section, { ...of, isFirst: true });
  expect(first).toMatch(/^Aviso de privacidad\. Nuestro aviso.*Recibí el aviso de privacidad\./s);
  expect(pageAloud(PRIVACY_NOTICE, section, { ...of, isFirst: false })).toMatch(/^Recibí/);
  const [phq = null] = sectionsOf(PHQ_2);
  expect(pageAloud(PHQ_2, phq, { enabled: all(PHQ_2), language: 'en', isFirst: false })).toContain(
    'Little interest or pleasure in doing things. Not at all. Several days.'
  );
});

test('[FORM-23] what is not asked is not read', () => {
  const [section = null] = sectionsOf(MEDICATIONS);
  const text = pageAloud(MEDICATIONS, section, { enabled: new Set(['meds.any']), language: 'en', isFirst: false });
  expect(text).toBe('Your medicines. Do you take any medicine, vitamin or herb?');
});
