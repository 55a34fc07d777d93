import type { KioskLanguage } from '#domain/intake/intake-facts.ts';
import { readDriverLicence } from '#domain/import/driver-licence.ts';
import type { PersonTold } from '#domain/intake/kiosk-secret.ts';
import { cleanLine } from '#domain/text.ts';
import type { LocalDate } from '#domain/time.ts';
import { birthDateFrom } from './birth-date.ts';
import type { KioskSession, LicenceTold } from './kiosk-session.ts';
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
}

/** What goes to the desk: a slip stands for everything, otherwise the answers [KIO-4] [KIO-5]. */
export function toldBy(session: KioskSession, today: LocalDate): Told {
  const language = session.language ?? 'en';
  if (session.slip) return { language, envelope: session.slip.envelope };
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
    ...(hasRedFlag(reason) ? { urgent: true as const } : {})
  };
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
