import type { FormTold } from '#domain/forms/kiosk-told.ts';
import type { SubmissionId } from '#domain/ids.ts';
import type { HandoffReason } from '#domain/intake/handoff.ts';
import type { Envelope, KioskLanguage, ToldChanges } from '#domain/intake/intake-facts.ts';
import { readDriverLicence } from '#domain/import/driver-licence.ts';
import type { PersonTold } from '#domain/intake/kiosk-secret.ts';
import type { Address } from '#domain/patient/patient-facts.ts';
import { cleanLine } from '#domain/text.ts';
import type { LocalDate, MinuteOfDay } from '#domain/time.ts';
import { birthDateFrom } from './birth-date.ts';
import type { KioskEvent, KioskSession, LicenceTold, WindowMissed } from './kiosk-state.ts';
import { hasRedFlag } from './red-flags.ts';

/** What a patient told, as far as they got: what is sealed and sent to the desk. */
export interface Told {
  readonly language: KioskLanguage;
  readonly envelope?: string;
  readonly family?: string;
  readonly given?: string;
  readonly birthDate?: LocalDate | null;
  readonly phoneLast4?: string;
  readonly walkIn?: true;
  readonly reason?: string;
  readonly urgent?: true;
  readonly tries?: 'handed-off' | 'blinded';
  readonly insurance?: 'same' | 'changed';
  /** JPEGs of the card. They are sealed by themselves; the submission holds their keys [KIO-25]. */
  readonly cards?: KioskSession['cards'];
  /** What was told in the visit's forms, and the name that its signatures are bound to [FORM-21]. */
  readonly forms?: readonly FormTold[];
  readonly submission?: SubmissionId;
  readonly slips?: readonly string[];
  readonly handoff?: HandoffReason;
  readonly changes?: ToldChanges;
}

/** What goes to the desk: a slip stands for everything, otherwise the answers [KIO-4] [KIO-5]. */
export function toldBy(session: KioskSession, today: LocalDate): Told {
  const language = session.language ?? 'en';
  const { insurance, cards } = session;
  const forms = session.forms.flatMap((_, at) => session.formsTold[at] ?? []);
  const more = {
    ...(insurance && { insurance }),
    ...(Object.keys(cards).length > 0 && { cards }),
    ...(forms.length > 0 && { forms }),
    ...(session.slips.length > 0 && !session.slip && { slips: session.slips }),
    ...changesIn(session),
    ...reasonIn(session)
  };
  if (session.slip) return { language, envelope: session.slip.envelope, ...more };
  const { family, given, month, day, year, phone, reason } = session.answers;
  const born = birthDateFrom({ month, day, year }, today);
  return {
    language,
    ...(family ? { family: cleanLine(family) } : {}),
    ...(given ? { given: cleanLine(given) } : {}),
    ...(born.ok ? { birthDate: born.value } : {}),
    ...(phone ? { phoneLast4: phone } : {}),
    ...(session.path === 'walk-in' ? { walkIn: true as const } : {}),
    ...(reason ? { reason: cleanLine(reason) } : {}),
    ...(hasRedFlag(reason) ? { urgent: true as const } : {}),
    ...more
  };
}

/**
 * What goes to the desk with somebody who is sent there, so that they have a ticket and the desk sees why; null where they have told nothing yet.
 * @param before the session when they had not been sent there yet
 */
export function toldAtHandoff(
  before: KioskSession,
  { handoff }: KioskSession,
  event: KioskEvent,
  today: LocalDate
): Told | null {
  const language = before.language ?? 'en';
  switch (handoff) {
    case 'red-flag':
      return { ...toldBy(before, today), handoff: 'red-flag-symptom' };
    case 'minor-without-guardian':
      return { ...toldBy(before, today), handoff };
    // Whoever asks for help has sent nothing: the desk gets the language, the reason, and the visit where a slip says it.
    case 'too-early':
    case 'too-late':
    case 'needs-interpreter':
    case 'accessibility':
    case 'refuses-consent':
      return { language, ...(before.slip && { envelope: before.slip.envelope }), handoff };
    case 'code-not-for-today': {
      const isBlind = 'isBlind' in event && event.isBlind === true;
      const last = 'slip' in event && event.slip !== undefined ? [event.slip] : [];
      const slips = [...new Set([...before.slips, ...last])];
      // Whether it is of another day, of another clinic or used up a kiosk cannot tell: the desk looks [KIO-32].
      const tries = isBlind ? 'blinded' : 'handed-off';
      return { language, tries, ...(slips.length > 0 && { slips }), handoff: 'not-found' };
    }
    default:
      return null;
  }
}

/** What is another than before, as it was typed: a desk takes it or not (ARR-13). */
function changesIn({ details, answers }: KioskSession): Pick<Told, 'changes'> {
  const [street, place] = [cleanLine(answers.street), cleanLine(answers.place)];
  const address = street || place ? { address: { line: street ? [street] : [], ...placeFrom(place) } } : {};
  const changes = { ...(answers.newPhone && { phone: answers.newPhone }), ...address };
  const [name, phone] = [cleanLine(answers.emergency), answers.emergencyPhone];
  if (details === 'emergency') return name && phone ? { changes: { emergency: { name, phone } } } : {};
  return details === 'contact' && Object.keys(changes).length > 0 ? { changes } : {};
}

/** `Springfield, IL 62704` in its parts; whatever is written otherwise is all city, for the desk to read. */
export function placeFrom(text: string): Pick<Address, 'city' | 'state' | 'postalCode'> {
  const parts = /^(.+?),?\s+([A-Za-z]{2})\.?,?\s+(\d{5}(?:-\d{4})?)$/.exec(text);
  const [, city = text, state = '', postalCode = ''] = parts ?? [];
  return { city, state: state.toUpperCase(), postalCode };
}

/** Why the desk should look although the patient is asked to sit down: the words are the same for everyone, the desk alone is told [KIO-30]. */
function reasonIn({ details, insurance, cards, hasFailed, formsTold }: KioskSession): Pick<Told, 'handoff'> {
  if (details === 'name') return { handoff: 'identity-changed' };
  if (Object.values(formsTold).some(({ outcome }) => outcome === 'refused')) return { handoff: 'refuses-consent' };
  if (insurance === 'changed' && !cards.front) return { handoff: 'insurance-changed' };
  return hasFailed ? { handoff: 'device-error' } : {};
}

/** How now stands to the window of a visit; undefined inside it, and where nothing says when it is. @param minute of today */
export function windowMissed(window: Envelope['window'], minute: MinuteOfDay): WindowMissed | undefined {
  if (!window) return undefined;
  if (minute < window.from) return 'too-early';
  return window.until !== null && minute > window.until ? 'too-late' : undefined;
}

/** The code and birth date that are to be looked up; null while they are not all there. */
export function codeTold(session: KioskSession, today: LocalDate): { code: string; birthDate: LocalDate } | null {
  const born = birthDateFrom(session.answers, today);
  return session.step === 'looking' && born.ok ? { code: session.answers.code, birthDate: born.value } : null;
}

/** Whom to look up by name: only who says that there is an appointment, and left nothing out. */
export function personTold({ family, birthDate, phoneLast4, walkIn }: Told): PersonTold | null {
  return family && birthDate && phoneLast4 && !walkIn ? { family, birthDate, phoneLast4 } : null;
}

/** What is taken of a driver licence before the camera [KIO-24]; null where a code is none. */
export function licenceTold(code: string): LicenceTold | null {
  const licence = readDriverLicence(code);
  if (!licence.ok) return null;
  const { name, birthDate } = licence.value;
  return { family: name.family, given: name.given.join(' '), birthDate };
}
