import type { HandoffReason } from '../domain/intake/handoff.ts';
import type { ToldChanges } from '../domain/intake/intake-facts.ts';
import type { Address } from '../domain/patient/patient-facts.ts';

const HANDOFFS: Readonly<Record<HandoffReason, true>> = {
  'not-found': true,
  ambiguous: true,
  'too-early': true,
  'too-late': true,
  'wrong-day': true,
  'insurance-changed': true,
  'identity-changed': true,
  'minor-without-guardian': true,
  'needs-interpreter': true,
  accessibility: true,
  'balance-dispute': true,
  'red-flag-symptom': true,
  'refuses-consent': true,
  'device-error': true
};

/** Why the kiosk sent somebody to the desk; null for what a newer kiosk says [ARR-11]. */
export function handoffFrom(value: unknown): HandoffReason | null {
  return typeof value === 'string' && Object.hasOwn(HANDOFFS, value) ? (value as HandoffReason) : null; // just seen to be one
}

/** So many codes a kiosk tries with one patient, and some. */
const MOST_SLIPS = 10;

/** The names of slips in an opened submission; what is none is passed over [KIO-32]. */
export function slipsFrom(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((one): one is string => typeof one === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(one))
    .slice(0, MOST_SLIPS);
}

/** Longer was not typed at our kiosk. */
const LONGEST = { phone: 40, email: 254, line: 200, name: 120 } as const;

/** The changes in an opened submission that are of their type and no longer than a person types; the others are passed over. */
export function changesFrom(value: unknown): ToldChanges | null {
  if (!isRecord(value)) return null;
  const phone = textOf(value['phone'], LONGEST.phone);
  const email = textOf(value['email'], LONGEST.email);
  const address = addressFrom(value['address']);
  const emergency = emergencyFrom(value['emergency']);
  const place = { ...(address && { address }), ...(emergency && { emergency }) };
  const changes = { ...(phone && { phone }), ...(email && { email }), ...place };
  return Object.keys(changes).length > 0 ? changes : null;
}

function emergencyFrom(value: unknown): ToldChanges['emergency'] | null {
  if (!isRecord(value)) return null;
  const [name, phone] = [textOf(value['name'], LONGEST.name), textOf(value['phone'], LONGEST.phone)];
  return name && phone ? { name, phone } : null;
}

function addressFrom(value: unknown): Address | null {
  if (!isRecord(value) || !Array.isArray(value['line']) || value['line'].length > 3) return null;
  const line = value['line'].flatMap((one: unknown) => textOf(one, LONGEST.line) ?? []);
  const [city, state, postalCode] = [value['city'], value['state'], value['postalCode']].map((one) =>
    one === '' ? '' : textOf(one, LONGEST.line)
  );
  if (line.length < value['line'].length || typeof city !== 'string') return null;
  if (typeof state !== 'string' || typeof postalCode !== 'string') return null;
  return { line, city, state, postalCode };
}

function textOf(value: unknown, longest: number): string | null {
  const isText = typeof value === 'string' && value.trim() !== '' && value.length <= longest;
  return isText ? value.trim() : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
