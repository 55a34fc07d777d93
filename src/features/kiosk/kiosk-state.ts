import type { TicketCode } from '#domain/ids.ts';
import type { CardSide, Envelope, KioskLanguage } from '#domain/intake/intake-facts.ts';
import type { FormLanguage } from '#domain/forms/form.ts';
import type { FormTold } from '#domain/forms/kiosk-told.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import type { FormAtKiosk, FormEvent, FormFilling } from './kiosk-form.ts';

/** How a patient tells who they are. All of them end with the same words. */
export type KioskPath = 'slip' | 'code' | 'appointment' | 'walk-in';

export type KioskStep =
  | 'language'
  | 'how'
  | 'scan'
  | 'licence'
  | 'slip'
  | 'code'
  | 'looking'
  | 'family'
  | 'given'
  | 'birth-date'
  | 'phone'
  | 'reason'
  | 'guardian'
  | 'details'
  | 'new-phone'
  | 'new-street'
  | 'new-place'
  | 'emergency-name'
  | 'emergency-phone'
  | 'insurance'
  | 'card-front'
  | 'card-back'
  | 'form'
  | 'confirm'
  | 'help'
  | 'sending'
  | 'done'
  | 'handoff';

/** The pages that take a picture, and of which side of the card. */
export const CARD_STEPS = { 'card-front': 'front', 'card-back': 'back' } as const satisfies Partial<
  Record<KioskStep, CardSide>
>;

export type KioskField =
  | 'code'
  | 'family'
  | 'given'
  | 'month'
  | 'day'
  | 'year'
  | 'phone'
  | 'reason'
  | 'newPhone'
  | 'street'
  | 'place'
  | 'emergency'
  | 'emergencyPhone';

/** What somebody may need the desk for; the rest is "something else". */
export type HelpWanted = 'needs-interpreter' | 'accessibility' | 'refuses-consent';

/** Why a person, and not this screen, goes on. */
export type Handoff =
  | 'red-flag'
  | 'code-not-for-today'
  | 'not-me'
  | 'wants-help'
  | 'minor-without-guardian'
  | 'too-early'
  | 'too-late'
  | HelpWanted;

/** What of their own somebody says is another than before. */
export type DetailsChanged = 'same' | 'contact' | 'emergency' | 'name';

/** What stops the patient at this question, in words under `problem.…`. */
export type KioskProblem =
  | { readonly code: 'name-missing' }
  | { readonly code: 'name-too-long' }
  | { readonly code: 'birth-date-missing' }
  | { readonly code: 'no-such-month'; readonly month: string }
  | { readonly code: 'no-such-day'; readonly date: string }
  | { readonly code: 'birth-year'; readonly year: string }
  | { readonly code: 'phone-short' }
  | { readonly code: 'phone-ten' }
  | { readonly code: 'address-too-long' }
  | { readonly code: 'reason-missing' }
  | { readonly code: 'reason-too-long' }
  | { readonly code: 'card-number' }
  | { readonly code: 'code-short' }
  | { readonly code: 'code-not-for-today' }
  | { readonly code: 'not-saved' };

/** One patient's time at the kiosk. It lives in memory only; what was typed is gone when the session ends [KIO-9]. */
export interface KioskSession {
  readonly step: KioskStep;
  readonly language: KioskLanguage | null;
  readonly path: KioskPath | null;
  readonly answers: Readonly<Record<KioskField, string>>;
  readonly slip: Envelope | null;
  /** Under 18 today, by the birth date that was typed or scanned. */
  readonly isMinor: boolean;
  /** What of the patient's own details is another than before; null until that was answered. */
  readonly details: DetailsChanged | null;
  /** Whether the insurance is another than before; null until that was answered. */
  readonly insurance: 'same' | 'changed' | null;
  /** JPEGs of the card, in memory until they are sealed [KIO-25]. */
  readonly cards: Readonly<Partial<Record<CardSide, Uint8Array>>>;
  /** The forms that are asked for today and that this kiosk can show; the one in hand is `formAt` [KIO-27]. */
  readonly forms: readonly FormAtKiosk[];
  readonly formAt: number;
  /** How far each of them is, and what became of it: by its place among them. */
  readonly fillings: Readonly<Record<number, FormFilling>>;
  readonly formsTold: Readonly<Record<number, FormTold>>;
  readonly problem: KioskProblem | null;
  readonly failedTries: number;
  /** Slips that open nothing today, by the names of their envelopes. */
  readonly slips: readonly string[];
  readonly ticket: TicketCode | null;
  readonly handoff: Handoff | null;
  /** A submission of this session could not be saved at first. */
  readonly hasFailed: boolean;
  /** Where somebody asked for help, to go back to. */
  readonly helpFrom: KioskStep | null;
  /** Came from the last page to mend one answer; "Next" goes back there. */
  readonly isMending: boolean;
  /** The last sign of a person. */
  readonly touchedAt: Instant;
}

/** Sooner or later than the visit's window: a person goes on [KIO-30]. */
export type WindowMissed = 'too-early' | 'too-late';

/** What can be changed from the last page. */
export type MendedStep = 'family' | 'given' | 'birth-date' | 'phone' | 'reason' | 'details' | 'insurance';

export type KioskEvent =
  | { readonly type: 'language'; readonly language: KioskLanguage }
  | { readonly type: 'path'; readonly path: KioskPath }
  | { readonly type: 'help' }
  | { readonly type: 'help-with'; readonly what: HelpWanted | 'wants-help' }
  | { readonly type: 'typed'; readonly field: KioskField; readonly text: string }
  | { readonly type: 'next'; readonly today: LocalDate }
  | { readonly type: 'skip' }
  | { readonly type: 'back' }
  | { readonly type: 'mend'; readonly step: MendedStep }
  /** `envelope` is null when the code is none of today's, whatever is wrong with it. `isBlind`: it was the last this kiosk looks at. */
  | {
      readonly type: 'scanned';
      readonly envelope: Envelope | null;
      readonly isBlind?: boolean;
      /** It is a slip, and opens nothing today: the screen says nothing of it, the desk is told [KIO-32]. */
      readonly slip?: string;
    }
  /** At the last name: hold a driver licence before the camera instead of typing. */
  | { readonly type: 'scan-licence' }
  /** What a driver licence says of its holder. */
  | ({ readonly type: 'licence'; readonly today: LocalDate } & LicenceTold)
  /** The same of a typed code. */
  | { readonly type: 'looked-up'; readonly envelope: Envelope | null; readonly isBlind?: boolean }
  /** `forms`: those of the envelope's that this kiosk can show. `time`: the visit is not now. */
  | {
      readonly type: 'mine';
      readonly isMine: boolean;
      readonly forms?: readonly FormAtKiosk[];
      readonly time?: WindowMissed;
    }
  | { readonly type: 'guardian'; readonly isHere: boolean }
  | { readonly type: 'details'; readonly what: DetailsChanged }
  | { readonly type: 'insurance'; readonly isChanged: boolean }
  /** The side of the card that is asked for lies before the camera; null: take it again. */
  | { readonly type: 'pictured'; readonly picture: Uint8Array | null }
  | { readonly type: 'form'; readonly event: FormEvent; readonly today: LocalDate }
  /** The form in hand is done, signed or refused or left to the desk. */
  | { readonly type: 'form-told'; readonly told: FormTold }
  | { readonly type: 'send' }
  | { readonly type: 'sent'; readonly ticket: TicketCode }
  | { readonly type: 'not-sent' }
  | { readonly type: 'touched' };

/** Forms are in English and Spanish; whoever reads neither is told so, and shown the English. */
export function formLanguageOf({ language }: Pick<KioskSession, 'language'>): FormLanguage {
  return language === 'es' ? 'es' : 'en';
}

/** What is taken from a driver licence: the desk checks the rest with the card in hand. */
export interface LicenceTold {
  readonly family: string;
  readonly given: string;
  readonly birthDate: LocalDate | null;
}

const WHO: Readonly<Record<KioskPath, readonly KioskStep[]>> = {
  slip: ['scan'],
  code: ['code', 'birth-date'],
  appointment: ['family', 'given', 'birth-date', 'phone'],
  'walk-in': ['family', 'given', 'birth-date', 'phone', 'reason']
};

/**
 * The questions of this session, in their order, as far as they are known by now. Somebody without an appointment shows the card at the desk, and a code
 * asks nothing more until it has been looked up.
 */
export function questionsOf({
  path,
  slip,
  isMinor,
  details,
  insurance,
  forms
}: Pick<KioskSession, 'path' | 'slip' | 'isMinor' | 'details' | 'insurance' | 'forms'>): readonly KioskStep[] {
  if (!path) return [];
  if ((path === 'slip' || path === 'code') && !slip) return WHO[path];
  const questions: KioskStep[] = slip ? (path === 'slip' ? ['scan', 'slip'] : ['slip']) : [...WHO[path]];
  if (isMinor) questions.push('guardian');
  if (path !== 'walk-in') {
    questions.push('details');
    if (details === 'contact') questions.push('new-phone', 'new-street', 'new-place');
    if (details === 'emergency') questions.push('emergency-name', 'emergency-phone');
    questions.push('insurance');
    if (insurance === 'changed') questions.push('card-front', 'card-back');
  }
  if (forms.length > 0) questions.push('form');
  if (!slip) questions.push('confirm');
  return questions;
}

/** What is asked in this session, for "question 2 of 5"; null where no question is asked, or a slip has answered them. */
export function progressOf(session: KioskSession): { readonly number: number; readonly of: number } | null {
  if (!session.path || session.path === 'slip' || session.slip) return null;
  const questions = questionsOf(session);
  const index = questions.indexOf(session.step);
  return index < 0 ? null : { number: index + 1, of: questions.length };
}
