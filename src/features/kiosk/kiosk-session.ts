import type { TicketCode } from '#domain/ids.ts';
import type { Envelope, KioskLanguage } from '#domain/intake/intake-facts.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { LONGEST_NAME, cleanLine } from '#domain/text.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import { CODE_LENGTH, codeFrom } from '#domain/typed-code.ts';
import { birthDateFrom } from './birth-date.ts';
import { hasRedFlag } from './red-flags.ts';

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
  | 'confirm'
  | 'sending'
  | 'done'
  | 'handoff';

export type KioskField = 'code' | 'family' | 'given' | 'month' | 'day' | 'year' | 'phone' | 'reason';

/** Why a person, and not this screen, goes on. */
export type Handoff = 'red-flag' | 'code-not-for-today' | 'not-me' | 'wants-help';

/** What stops the patient at this question, in words under `problem.…`. */
export type KioskProblem =
  | { readonly code: 'name-missing' }
  | { readonly code: 'name-too-long' }
  | { readonly code: 'birth-date-missing' }
  | { readonly code: 'no-such-month'; readonly month: string }
  | { readonly code: 'no-such-day'; readonly date: string }
  | { readonly code: 'birth-year'; readonly year: string }
  | { readonly code: 'phone-short' }
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
  readonly problem: KioskProblem | null;
  readonly failedTries: number;
  readonly ticket: TicketCode | null;
  readonly handoff: Handoff | null;
  /** Came from the last page to mend one answer; "Next" goes back there. */
  readonly isMending: boolean;
  /** The last sign of a person. */
  readonly touchedAt: Instant;
}

export type KioskEvent =
  | { readonly type: 'language'; readonly language: KioskLanguage }
  | { readonly type: 'path'; readonly path: KioskPath }
  | { readonly type: 'help' }
  | { readonly type: 'typed'; readonly field: KioskField; readonly text: string }
  | { readonly type: 'next'; readonly today: LocalDate }
  | { readonly type: 'skip' }
  | { readonly type: 'back' }
  | { readonly type: 'mend'; readonly step: 'family' | 'given' | 'birth-date' | 'phone' | 'reason' }
  /** `envelope` is null when the code is none of today's, whatever is wrong with it. `isBlind`: it was the last this kiosk looks at. */
  | { readonly type: 'scanned'; readonly envelope: Envelope | null; readonly isBlind?: boolean }
  /** At the last name: hold a driver licence before the camera instead of typing. */
  | { readonly type: 'scan-licence' }
  /** What a driver licence says of its holder. */
  | ({ readonly type: 'licence'; readonly today: LocalDate } & LicenceTold)
  /** The same of a typed code. */
  | { readonly type: 'looked-up'; readonly envelope: Envelope | null; readonly isBlind?: boolean }
  | { readonly type: 'mine'; readonly isMine: boolean }
  | { readonly type: 'send' }
  | { readonly type: 'sent'; readonly ticket: TicketCode }
  | { readonly type: 'not-sent' }
  | { readonly type: 'touched' };

/** What is taken from a driver licence: the desk checks the rest with the card in hand. */
export interface LicenceTold {
  readonly family: string;
  readonly given: string;
  readonly birthDate: LocalDate | null;
}

/** Untouched for this long, the kiosk asks whether anyone is there … */
export const IDLE_MS = 30_000;
/** … and counts down this long before it forgets [KIO-8]. */
export const COUNTDOWN_MS = 10_000;
/** Characters a reason may have (`Submission.reason`). */
export const LONGEST_REASON = 200;
/** So many codes that are not for today, and a person takes over [KIO-6]. */
export const MAX_FAILED_TRIES = 3;

const QUESTIONS: Readonly<Record<KioskPath, readonly KioskStep[]>> = {
  slip: ['scan', 'slip'],
  code: ['code', 'birth-date'],
  appointment: ['family', 'given', 'birth-date', 'phone', 'confirm'],
  'walk-in': ['family', 'given', 'birth-date', 'phone', 'reason', 'confirm']
};

const NOTHING_TOLD = { code: '', family: '', given: '', month: '', day: '', year: '', phone: '', reason: '' } as const;

export function freshSession(now: Instant): KioskSession {
  return {
    step: 'language',
    language: null,
    path: null,
    answers: NOTHING_TOLD,
    slip: null,
    problem: null,
    failedTries: 0,
    ticket: null,
    handoff: null,
    isMending: false,
    touchedAt: now
  };
}

/** The session after one event. An event that has no place at this step changes nothing but the last touch. */
export function after(session: KioskSession, event: KioskEvent, now: Instant): KioskSession {
  // Nothing a patient does reaches a submission that is on its way.
  if (session.step === 'sending' && event.type !== 'sent' && event.type !== 'not-sent') return session;
  if (session.step === 'looking' && event.type !== 'looked-up') return session;
  const touched = { ...session, touchedAt: now };
  switch (event.type) {
    case 'language':
      return session.step === 'language' ? { ...touched, language: event.language, step: 'how' } : touched;
    case 'path':
      return session.step === 'how' ? { ...at(touched, QUESTIONS[event.path][0] ?? 'how'), path: event.path } : touched;
    case 'help':
      return handedOff(touched, 'wants-help');
    case 'typed':
      return typed(touched, event.field, event.text);
    case 'next':
      return answered(touched, event.today);
    case 'skip':
      return session.step === 'phone' ? onward(withAnswer(touched, 'phone', '')) : touched;
    case 'back':
      return goneBack(touched);
    case 'mend':
      return session.step === 'confirm' ? { ...at(touched, event.step), isMending: true } : touched;
    case 'scanned':
      return scanned(touched, event.envelope, event.isBlind ?? false);
    case 'looked-up':
      return session.step === 'looking' ? lookedUp(touched, event.envelope, event.isBlind ?? false) : touched;
    case 'scan-licence':
      return session.step === 'family' ? at(touched, 'licence') : touched;
    case 'licence':
      return withLicence(touched, event, event.today);
    case 'mine':
      if (session.step !== 'slip') return touched;
      return event.isMine ? at(touched, 'sending') : handedOff(touched, 'not-me');
    case 'send':
      return session.step === 'confirm' ? at(touched, 'sending') : touched;
    case 'sent':
      return session.step === 'sending' || session.step === 'handoff' ? sent(session, event.ticket) : session;
    case 'not-sent':
      if (session.step !== 'sending') return session;
      return { ...at(touched, session.slip ? 'slip' : 'confirm'), problem: { code: 'not-saved' } };
    case 'touched':
      return touched;
  }
}

/** What is asked in this session, for "question 2 of 5"; null where no question is asked. */
export function progressOf(session: KioskSession): { readonly number: number; readonly of: number } | null {
  if (!session.path || session.path === 'slip') return null;
  const questions = QUESTIONS[session.path];
  const index = questions.indexOf(session.step);
  return index < 0 ? null : { number: index + 1, of: questions.length };
}

/** Seconds left of the countdown; null while none runs. Nothing is counted where nothing is kept [KIO-8]. */
export function countdownOf(session: KioskSession, now: Instant): number | null {
  if (session.step === 'language' || session.step === 'sending' || session.step === 'looking') return null;
  const idle = now - session.touchedAt;
  if (idle < IDLE_MS) return null;
  return Math.max(0, Math.ceil((IDLE_MS + COUNTDOWN_MS - idle) / 1000));
}

function at(session: KioskSession, step: KioskStep): KioskSession {
  return { ...session, step, problem: null, isMending: false };
}

function withAnswer(session: KioskSession, field: KioskField, text: string): KioskSession {
  return { ...session, answers: { ...session.answers, [field]: text }, problem: null };
}

const DIGITS: Partial<Record<KioskField, number>> = { month: 2, day: 2, year: 4, phone: 4 };

/** Takes what is in a field now. Text that is too long is not cut short: the field stays as it was and says so [KIO-7]. */
function typed(session: KioskSession, field: KioskField, text: string): KioskSession {
  if (field === 'code') return withAnswer(session, field, codeFrom(text));
  const digits = DIGITS[field];
  if (digits !== undefined) return withAnswer(session, field, text.replace(/\D/g, '').slice(0, digits));
  const isReason = field === 'reason';
  if (text.length > (isReason ? LONGEST_REASON : LONGEST_NAME)) {
    return { ...session, problem: { code: isReason ? 'reason-too-long' : 'name-too-long' } };
  }
  return withAnswer(session, field, text);
}

function answered(session: KioskSession, today: LocalDate): KioskSession {
  const problem = problemOf(session, today);
  if (problem) return { ...session, problem };
  if (session.step === 'reason' && hasRedFlag(session.answers.reason)) return handedOff(session, 'red-flag');
  return onward(session);
}

function problemOf({ step, answers }: KioskSession, today: LocalDate): KioskProblem | null {
  switch (step) {
    case 'code':
      return answers.code.length === CODE_LENGTH ? null : { code: 'code-short' };
    case 'family':
      if (hasCardNumber(answers.family)) return { code: 'card-number' };
      return cleanLine(answers.family) ? null : { code: 'name-missing' };
    case 'given':
      return hasCardNumber(answers.given) ? { code: 'card-number' } : null;
    case 'birth-date': {
      const born = birthDateFrom(answers, today);
      return born.ok ? null : born.error;
    }
    case 'phone':
      return answers.phone.length === 4 ? null : { code: 'phone-short' };
    case 'reason':
      if (hasCardNumber(answers.reason)) return { code: 'card-number' };
      return cleanLine(answers.reason) ? null : { code: 'reason-missing' };
    default:
      return null;
  }
}

function onward(session: KioskSession): KioskSession {
  if (session.isMending) return at(session, 'confirm');
  const questions = session.path ? QUESTIONS[session.path] : [];
  const following = questions[questions.indexOf(session.step) + 1];
  if (following) return at(session, following);
  return session.path === 'code' ? at(session, 'looking') : session;
}

function goneBack(session: KioskSession): KioskSession {
  if (session.isMending) return at(session, 'confirm');
  if (session.step === 'how') return at(session, 'language');
  if (session.step === 'licence') return at(session, 'family');
  if (session.step === 'slip' && session.path === 'code') return { ...at(session, 'how'), path: null, slip: null };
  const questions = session.path ? QUESTIONS[session.path] : [];
  const index = questions.indexOf(session.step);
  if (index < 0) return session;
  return at(session, questions[index - 1] ?? 'how');
}

/** A slip may be held under the scanner at any question; once a submission is on its way it is too late [KIO-5]. */
function scanned(session: KioskSession, envelope: Envelope | null, isBlind: boolean): KioskSession {
  if (session.step === 'done' || session.step === 'handoff' || session.step === 'language') return session;
  if (envelope) return { ...at(session, 'slip'), path: 'slip', slip: envelope };
  return failed(session, isBlind);
}

/**
 * A licence answers the questions it can, at any of them; the first that is still open comes next. It may be somebody else's (a parent's): the
 * last page asks whether all is right, and each answer can be changed there.
 */
function withLicence(session: KioskSession, { family, given, birthDate }: LicenceTold, today: LocalDate): KioskSession {
  const questions = session.path ? QUESTIONS[session.path] : [];
  const isAsking = session.step === 'licence' || questions.indexOf(session.step) >= 0;
  if (!isAsking || !questions.includes('family')) return session;
  if (Math.max(family.length, given.length) > LONGEST_NAME) return { ...session, problem: { code: 'name-too-long' } };
  const [year = '', month = '', day = ''] = birthDate?.split('-') ?? [];
  const answers = { ...session.answers, family, given, ...(birthDate ? { year, month, day } : {}) };
  const told = { ...session, answers };
  const open = questions.find((step) => step !== 'given' && problemOf({ ...told, step }, today) !== null);
  return at(told, open ?? 'confirm');
}

/** What was typed has done its work, and is not shown again. */
function lookedUp(session: KioskSession, envelope: Envelope | null, isBlind: boolean): KioskSession {
  const emptied = { ...at(session, 'code'), answers: NOTHING_TOLD, slip: null };
  return envelope ? { ...emptied, step: 'slip', slip: envelope } : failed(emptied, isBlind);
}

/** One answer for every code that is none, whatever is wrong with it; after some, a person takes over [KIO-6]. */
function failed(session: KioskSession, isBlind: boolean): KioskSession {
  const failedTries = session.failedTries + 1;
  if (isBlind || failedTries >= MAX_FAILED_TRIES) return handedOff(session, 'code-not-for-today');
  return { ...session, failedTries, problem: { code: 'code-not-for-today' } };
}

/** From here on the session holds nothing that the patient told. Who was sent to the desk at once stays there, with a ticket. */
function sent({ language, touchedAt, handoff }: KioskSession, ticket: TicketCode): KioskSession {
  return { ...freshSession(touchedAt), language, ticket, handoff, step: handoff ? 'handoff' : 'done' };
}

function handedOff(session: KioskSession, handoff: Handoff): KioskSession {
  return { ...freshSession(session.touchedAt), language: session.language, step: 'handoff', handoff };
}
