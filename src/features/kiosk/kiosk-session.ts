import type { TicketCode } from '#domain/ids.ts';
import type { Envelope } from '#domain/intake/intake-facts.ts';
import { LONGEST_NAME } from '#domain/text.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import type { FormTold } from '#domain/forms/kiosk-told.ts';
import { isMinorOn, problemOf, typed, withAnswer } from './kiosk-answers.ts';
import {
  CARD_STEPS,
  formLanguageOf,
  questionsOf,
  type Handoff,
  type KioskEvent,
  type KioskSession,
  type KioskStep,
  type LicenceTold
} from './kiosk-state.ts';
import { BLANK, formAfter, pageOf, toldShort, toldWhole, type FormEvent } from './kiosk-form.ts';
import { hasRedFlag } from './red-flags.ts';

/** Untouched for this long, the kiosk asks whether anyone is there … */
export const IDLE_MS = 30_000;
/** … and counts down this long before it forgets [KIO-8]. */
export const COUNTDOWN_MS = 10_000;
/** So many codes that are not for today, and a person takes over [KIO-6]. */
export const MAX_FAILED_TRIES = 3;

const NOTHING_TOLD = {
  code: '',
  family: '',
  given: '',
  month: '',
  day: '',
  year: '',
  phone: '',
  reason: '',
  newPhone: '',
  street: '',
  place: '',
  emergency: '',
  emergencyPhone: ''
} as const;

/** What is asked after who somebody is. */
const NOTHING_MORE = {
  isMinor: false,
  details: null,
  insurance: null,
  cards: {},
  forms: [],
  formAt: 0,
  fillings: {},
  formsTold: {}
} as const;

export function freshSession(now: Instant): KioskSession {
  return {
    step: 'language',
    language: null,
    path: null,
    answers: NOTHING_TOLD,
    ...NOTHING_MORE,
    slip: null,
    problem: null,
    failedTries: 0,
    slips: [],
    ticket: null,
    handoff: null,
    isMending: false,
    hasFailed: false,
    helpFrom: null,
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
      return session.step === 'how' ? begun(touched, event.path) : touched;
    case 'help':
      return askedForHelp(touched);
    case 'help-with':
      return session.step === 'help' ? handedOff(touched, event.what) : touched;
    case 'typed':
      return typed(touched, event.field, event.text);
    case 'next':
      return answered(touched, event.today);
    case 'skip':
      return skipped(touched);
    case 'back':
      return goneBack(touched);
    case 'mend':
      return session.step === 'confirm' ? { ...at(touched, event.step), isMending: true } : touched;
    case 'scanned':
      return scanned(withSlip(touched, event.slip), event.envelope, event.isBlind ?? false);
    case 'looked-up':
      return session.step === 'looking' ? lookedUp(touched, event.envelope, event.isBlind ?? false) : touched;
    case 'scan-licence':
      return session.step === 'family' ? at(touched, 'licence') : touched;
    case 'licence':
      return withLicence(touched, event, event.today);
    case 'mine':
      if (session.step !== 'slip') return touched;
      if (!event.isMine) return handedOff(touched, 'not-me');
      return event.time ? handedOff(touched, event.time) : onward({ ...touched, forms: event.forms ?? [] });
    case 'guardian':
      if (session.step !== 'guardian') return touched;
      return event.isHere ? onward(touched) : handedOff(touched, 'minor-without-guardian');
    case 'details':
      if (session.step !== 'details') return touched;
      return onward({ ...touched, details: event.what, answers: { ...touched.answers, ...NO_CHANGES } });
    case 'insurance':
      if (session.step !== 'insurance') return touched;
      return onward({ ...touched, insurance: event.isChanged ? 'changed' : 'same', cards: {} });
    case 'pictured':
      return pictured(touched, event.picture);
    case 'form':
      return session.step === 'form' ? formStepped(touched, event.event, event.today) : touched;
    case 'form-told':
      return session.step === 'form' ? formTold(touched, event.told) : touched;
    case 'send':
      return session.step === 'confirm' ? at(touched, 'sending') : touched;
    case 'sent':
      return session.step === 'sending' || session.step === 'handoff' ? sent(session, event.ticket) : session;
    case 'not-sent':
      if (session.step !== 'sending') return session;
      return notSent(touched);
    case 'touched':
      return touched;
  }
}

/** A form's text takes longer to read than a question: two minutes for 300 words, at the pace of who reads slowly [KIO-8]. */
export const READING_MS = 120_000;

/** For how long nobody need touch the screen on the page in hand. */
export function idleMsOf(session: KioskSession, today: LocalDate): number {
  const asked = session.step === 'form' ? session.forms[session.formAt] : undefined;
  const page = asked && pageOf(asked, session.fillings[session.formAt] ?? BLANK, today);
  return page?.kind === 'text' ? READING_MS : IDLE_MS;
}

/** Seconds left of the countdown; null while none runs. Nothing is counted where nothing is kept [KIO-8]. */
export function countdownOf(session: KioskSession, now: Instant, today: LocalDate): number | null {
  if (session.step === 'language' || session.step === 'sending' || session.step === 'looking') return null;
  const idle = now - session.touchedAt;
  const longest = idleMsOf(session, today);
  if (idle < longest) return null;
  return Math.max(0, Math.ceil((longest + COUNTDOWN_MS - idle) / 1000));
}

function at(session: KioskSession, step: KioskStep): KioskSession {
  return { ...session, step, problem: null, isMending: false };
}

function answered(session: KioskSession, today: LocalDate): KioskSession {
  const problem = problemOf(session, today);
  if (problem) return { ...session, problem };
  if (session.step in CARD_STEPS && !session.cards[CARD_STEPS[session.step as keyof typeof CARD_STEPS]]) return session;
  if (session.step === 'birth-date') return onward({ ...session, isMinor: isMinorOn(session.answers, today) });
  if (session.step === 'reason' && hasRedFlag(session.answers.reason)) return handedOff(session, 'red-flag');
  return onward(session);
}

function begun(session: KioskSession, path: NonNullable<KioskSession['path']>): KioskSession {
  return { ...at(session, questionsOf({ ...session, path })[0] ?? 'how'), path };
}

function onward(session: KioskSession): KioskSession {
  if (session.isMending && !isFollowedUp(session)) return at(session, 'confirm');
  if (session.step === 'form' && session.formAt + 1 < session.forms.length)
    return { ...at(session, 'form'), formAt: session.formAt + 1 };
  const questions = questionsOf(session);
  const following = questions[questions.indexOf(session.step) + 1];
  if (following) return { ...at(session, following), isMending: session.isMending };
  if (session.slip) return at(session, 'sending');
  return session.path === 'code' ? at(session, 'looking') : session;
}

/** Whoever says on the last page that something changed is asked for it before they are back there. */
function isFollowedUp({ step, details, insurance }: KioskSession): boolean {
  if (insurance === 'changed' && (step === 'insurance' || step === 'card-front')) return true;
  if (details === 'emergency') return step === 'details' || step === 'emergency-name';
  return details === 'contact' && (step === 'details' || step === 'new-phone' || step === 'new-street');
}

/** The phone's digits, and the pictures of a card, may be left out: the desk asks then. */
function skipped(session: KioskSession): KioskSession {
  if (session.step === 'phone') return onward(withAnswer(session, 'phone', ''));
  const { front } = session.cards;
  if (session.step === 'card-back') return onward({ ...session, cards: front ? { front } : {} });
  return session.step === 'card-front' ? onward({ ...session, step: 'card-back', cards: {} }) : session;
}

/** A picture that was taken is looked at first; "Next" goes on with it. */
function pictured(session: KioskSession, picture: Uint8Array | null): KioskSession {
  if (session.step !== 'card-front' && session.step !== 'card-back') return session;
  const { [CARD_STEPS[session.step]]: _, ...others } = session.cards;
  return { ...session, cards: { ...others, ...(picture && { [CARD_STEPS[session.step]]: picture }) }, problem: null };
}

/** Said again what changed: what was typed of it before is gone. */
const NO_CHANGES = { newPhone: '', street: '', place: '', emergency: '', emergencyPhone: '' } as const;

/** Asked what for; "back" leads to where they were, with what they had typed. */
function askedForHelp(session: KioskSession): KioskSession {
  if (session.step === 'help') return session;
  return { ...session, step: 'help', helpFrom: session.step, problem: null };
}

/** It is sent again from the last page. */
function notSent(session: KioskSession): KioskSession {
  const last = at(session, questionsOf(session).at(-1) ?? 'how');
  return { ...last, problem: { code: 'not-saved' }, hasFailed: true };
}

/** One page on in the form in hand, or out of it. */
function formStepped(session: KioskSession, event: FormEvent, today: LocalDate): KioskSession {
  const asked = session.forms[session.formAt];
  if (!asked) return session;
  const filling = session.fillings[session.formAt] ?? BLANK;
  const stepped = formAfter(asked, filling, event, today);
  const language = formLanguageOf(session);
  switch (stepped.to) {
    case 'page':
    case 'done': {
      const filled = { ...session, fillings: { ...session.fillings, [session.formAt]: stepped.filling } };
      return stepped.to === 'page' ? filled : formTold(filled, toldWhole(asked, stepped.filling, { language, today }));
    }
    case 'before':
      return goneBack(session);
    default:
      return formTold(session, toldShort(asked, stepped.to, language));
  }
}

function formTold(session: KioskSession, told: FormTold): KioskSession {
  return onward({ ...session, formsTold: { ...session.formsTold, [session.formAt]: told } });
}

function goneBack(session: KioskSession): KioskSession {
  if (session.step === 'help') return { ...session, step: session.helpFrom ?? 'how', helpFrom: null, problem: null };
  if (session.isMending) return at(session, 'confirm');
  if (session.step === 'how') return at(session, 'language');
  if (session.step === 'licence') return at(session, 'family');
  if (session.step === 'slip' && session.path === 'code') return { ...at(session, 'how'), path: null, slip: null };
  if (session.step === 'form' && session.formAt > 0) return { ...at(session, 'form'), formAt: session.formAt - 1 };
  const questions = questionsOf(session);
  const index = questions.indexOf(session.step);
  if (index < 0) return session;
  return at(session, questions[index - 1] ?? 'how');
}

/** A slip may be held under the scanner at any question; once a submission is on its way it is too late [KIO-5]. */
function scanned(session: KioskSession, envelope: Envelope | null, isBlind: boolean): KioskSession {
  if (session.step === 'done' || session.step === 'handoff' || session.step === 'language') return session;
  if (envelope) return { ...at(session, 'slip'), ...NOTHING_MORE, path: 'slip', slip: envelope };
  return failed(session, isBlind);
}

/**
 * A licence answers the questions it can, at any of them; the first that is still open comes next. It may be somebody else's (a parent's): the
 * last page asks whether all is right, and each answer can be changed there.
 */
function withLicence(session: KioskSession, { family, given, birthDate }: LicenceTold, today: LocalDate): KioskSession {
  const questions = questionsOf(session);
  const isAsking = session.step === 'licence' || questions.includes(session.step);
  if (!isAsking || !questions.includes('family')) return session;
  if (Math.max(family.length, given.length) > LONGEST_NAME) return { ...session, problem: { code: 'name-too-long' } };
  const [year = '', month = '', day = ''] = birthDate?.split('-') ?? [];
  const answers = { ...session.answers, family, given, ...(birthDate ? { year, month, day } : {}) };
  const told = { ...session, answers, isMinor: isMinorOn(answers, today) };
  const isOpen = (step: KioskStep): boolean =>
    (step === 'details' && told.details === null) ||
    (step === 'insurance' && told.insurance === null) ||
    (step !== 'given' && problemOf({ ...told, step }, today) !== null);
  return at(told, questionsOf(told).find((step) => step === 'guardian' || isOpen(step)) ?? 'confirm');
}

/** What was typed has done its work, and is not shown again. */
function lookedUp(session: KioskSession, envelope: Envelope | null, isBlind: boolean): KioskSession {
  const emptied = { ...at(session, 'code'), answers: NOTHING_TOLD, slip: null };
  return envelope ? { ...emptied, step: 'slip', slip: envelope } : failed({ ...emptied, isMinor: false }, isBlind);
}

/** A slip that opens nothing today is kept for the desk; what the patient sees is the same [KIO-32]. */
function withSlip(session: KioskSession, slip: string | undefined): KioskSession {
  return slip === undefined || session.slips.includes(slip) ? session : { ...session, slips: [...session.slips, slip] };
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
