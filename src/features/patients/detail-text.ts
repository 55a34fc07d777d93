import { GENDER_IDENTITIES, MARITAL_STATUSES, RACES, type DetailField, type Details } from '#domain/patient/details.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { cleanLine } from '#domain/text.ts';
import type { LocalDate } from '#domain/time.ts';

/** One detail as it stands in a form, by what is typed or chosen of it; several choices with commas between. */
export type DetailText = Readonly<Record<string, string>>;

export type DetailRefusal =
  | { readonly code: 'detail/too-long'; readonly field: DetailField; readonly most: number }
  | { readonly code: 'detail/not-four-digits'; readonly field: DetailField }
  | { readonly code: 'detail/no-age'; readonly field: DetailField }
  | { readonly code: 'detail/too-many'; readonly field: DetailField }
  | { readonly code: 'patient/card-number'; readonly field: DetailField };

type Value<F extends DetailField> = Details[F] | null;
type Read<F extends DetailField> = Result<Value<F>, DetailRefusal>;

/** A detail as it would be kept; null when it is left empty [REG-13]. */
export function readDetail<F extends DetailField>(field: F, typed: DetailText, today: LocalDate): Read<F> {
  const text = Object.fromEntries(Object.entries(typed).map(([key, value]) => [key, cleanLine(value)]));
  if (Object.values(text).some(hasCardNumber)) return err({ code: 'patient/card-number', field });
  const said = (key: string): string => text[key] ?? '';
  const tooLong = Object.values(text).some((value) => value.length > MOST[field]);
  if (tooLong) return err({ code: 'detail/too-long', field, most: MOST[field] });
  return READ[field](said, today) as Read<F>; // each reads its own
}

/** Characters of one text; as the wire has them (detail-fields.ts there). */
const MOST: Readonly<Record<DetailField, number>> = {
  alerts: 300,
  estimatedAge: 3,
  genderIdentity: 40,
  pronouns: 60,
  races: 300,
  maritalStatus: 10,
  contact: 80,
  codeWord: 60,
  communication: 300,
  careTeam: 120,
  employer: 120,
  advanceDirective: 10,
  ssn4: 20,
  photo: 64
};

type Said = (key: string) => string;

const READ: { readonly [F in DetailField]: (said: Said, today: LocalDate) => Read<F> } = {
  alerts: (said) => {
    const alerts = listed(said('value'));
    if (alerts.length > 10) return err({ code: 'detail/too-many', field: 'alerts' });
    if (alerts.some((one) => one.length > 80)) return err({ code: 'detail/too-long', field: 'alerts', most: 80 });
    return ok(alerts.length > 0 ? alerts : null);
  },
  estimatedAge: (said, today) => {
    if (said('value') === '') return ok(null);
    const years = /^\d{1,3}$/.test(said('value')) ? Number(said('value')) : NaN;
    return years <= 120 ? ok({ years, on: today }) : err({ code: 'detail/no-age', field: 'estimatedAge' });
  },
  genderIdentity: (said) => ok(GENDER_IDENTITIES.find((one) => one === said('value')) ?? null),
  pronouns: (said) => ok(said('value') || null),
  races: (said) => {
    const chosen = listed(said('value'));
    const races = RACES.filter((one) => chosen.includes(one));
    return ok(races.length > 0 ? races : null);
  },
  maritalStatus: (said) => ok(MARITAL_STATUSES.find((one) => one === said('value')) ?? null),
  contact: (said) => {
    const bestTime = said('bestTime');
    if (!said('text') && !said('voicemail') && !bestTime) return ok(null);
    return ok({ text: said('text') === 'yes', voicemail: said('voicemail') === 'yes', ...(bestTime && { bestTime }) });
  },
  codeWord: (said) => ok(said('value') || null),
  communication: (said) => {
    const interpreter = yesOf(said('interpreter'));
    const needs = said('needs');
    if (interpreter === null && needs === '') return ok(null);
    return ok({ ...(interpreter === null ? {} : { interpreter }), ...(needs && { needs }) });
  },
  careTeam: (said) => {
    const parts = (['pcp', 'referring', 'pharmacy'] as const).flatMap((key) => (said(key) ? [[key, said(key)]] : []));
    return ok(parts.length > 0 ? (Object.fromEntries(parts) as NonNullable<Details['careTeam']>) : null); // its own keys
  },
  employer: (said) => ok(said('value') || null),
  advanceDirective: (said) => ok(yesOf(said('value'))),
  ssn4: (said) => {
    if (said('value') === '') return ok(null);
    return /^\d{4}$/.test(said('value')) ? ok(said('value')) : err({ code: 'detail/not-four-digits', field: 'ssn4' });
  },
  photo: (said) => ok(said('value') || null)
};

function listed(text: string): readonly string[] {
  return [...new Set(text.split(',').map(cleanLine).filter(Boolean))];
}

function yesOf(text: string): boolean | null {
  return text === 'yes' ? true : text === 'no' ? false : null;
}

const yes = (is: boolean | undefined): string => (is === undefined ? '' : is ? 'yes' : 'no');

/** What is known of a detail, as a form shows it. */
export function textOfDetail(field: DetailField, known: Details): DetailText {
  const { contact, communication, careTeam, estimatedAge } = known;
  switch (field) {
    case 'contact':
      return { text: yes(contact?.text), voicemail: yes(contact?.voicemail), bestTime: contact?.bestTime ?? '' };
    case 'communication':
      return { interpreter: yes(communication?.interpreter), needs: communication?.needs ?? '' };
    case 'careTeam':
      return { pcp: careTeam?.pcp ?? '', referring: careTeam?.referring ?? '', pharmacy: careTeam?.pharmacy ?? '' };
    case 'estimatedAge':
      return { value: estimatedAge ? String(estimatedAge.years) : '' };
    case 'advanceDirective':
      return { value: yes(known.advanceDirective) };
    case 'alerts':
      return { value: (known.alerts ?? []).join(', ') };
    case 'races':
      return { value: (known.races ?? []).join(', ') };
    default:
      return { value: known[field] ?? '' };
  }
}

/** Whether something kept is a form of one detail. */
export function isDetailText(kept: unknown): kept is DetailText {
  return typeof kept === 'object' && kept !== null && Object.values(kept).every((value) => typeof value === 'string');
}
