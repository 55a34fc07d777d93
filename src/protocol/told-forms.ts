import type { FormsTold, Submission } from '../domain/intake/intake-facts.ts';

/** No more is asked at a kiosk at one time. */
const MAX_FORMS = 20;

const OUTCOMES = ['filled', 'unchanged', 'refused', 'desk'] as const;

/** JSON has no bytes: the key of what was told in forms travels as base64, inside what is sealed. */
export function withFormsKey({ forms, ...rest }: Submission): Submission {
  if (!forms) return rest;
  return { ...rest, forms: { ...forms, key: btoa(String.fromCharCode(...forms.key)) as unknown as Uint8Array } }; // a text, as it travels
}

/** Where an opened submission's forms lie, and what became of each; null where one of them is none [FORM-21]. */
export function formsFrom(value: unknown): FormsTold | null {
  const { blob, key, size, asked } = (value ?? {}) as Readonly<Record<string, unknown>>; // each is looked at below
  if (typeof blob !== 'string' || !/^[0-9a-f]{64}$/.test(blob) || !Number.isInteger(size)) return null;
  if (typeof key !== 'string' || !/^[A-Za-z0-9+/]{43}=$/.test(key)) return null;
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > MAX_FORMS) return null;
  const each = asked.map(askedFrom);
  if (!each.every((one) => one !== null)) return null;
  return { blob, size: size as number, key: Uint8Array.from(atob(key), (char) => char.charCodeAt(0)), asked: each };
}

function askedFrom(value: unknown): FormsTold['asked'][number] | null {
  const { form, version, outcome: said } = (value ?? {}) as Readonly<Record<string, unknown>>; // each is looked at below
  const outcome = OUTCOMES.find((one) => one === said);
  if (typeof form !== 'string' || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(form) || !outcome) return null;
  if (typeof version !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(version)) return null;
  return { form, version, outcome };
}
