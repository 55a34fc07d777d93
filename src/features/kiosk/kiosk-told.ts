import type { KioskLanguage } from '#domain/intake/intake-facts.ts';
import { readDriverLicence } from '#domain/import/driver-licence.ts';
import type { PersonTold } from '#domain/intake/kiosk-secret.ts';
import { cleanLine } from '#domain/text.ts';
import type { LocalDate } from '#domain/time.ts';
import { birthDateFrom } from './birth-date.ts';
import type { KioskEvent, KioskSession, LicenceTold } from './kiosk-state.ts';
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
  readonly forms?: KioskSession['formAnswers'];
}

/** What goes to the desk: a slip stands for everything, otherwise the answers [KIO-4] [KIO-5]. */
export function toldBy(session: KioskSession, today: LocalDate): Told {
  const language = session.language ?? 'en';
  const { insurance, cards, formAnswers: forms } = session;
  const more = {
    ...(insurance && { insurance }),
    ...(Object.keys(cards).length > 0 && { cards }),
    ...(Object.keys(forms).length > 0 && { forms })
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
  switch (handoff) {
    case 'red-flag':
    case 'minor-without-guardian':
      return toldBy(before, today);
    case 'code-not-for-today': {
      const isBlind = 'isBlind' in event && event.isBlind === true;
      return { language: before.language ?? 'en', tries: isBlind ? 'blinded' : 'handed-off' };
    }
    default:
      return null;
  }
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
