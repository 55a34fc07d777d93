import type { DocKind } from '../documents.ts';
import type { KnownKind } from '../known-facts.ts';
import type { StaffVerb } from './practice-facts.ts';
import { maySign } from './roles.ts';

/**
 * A kind of fact, or the taking back of facts in one kind of document; or the verb that is asked where no fact is written: `asks` of what
 * the server does in a manager's name, `reads` of what shows or hands out what is here.
 */
type Writes =
  | Exclude<KnownKind, 'fact/voided'>
  | { readonly voids: DocKind }
  | { readonly asks: StaffVerb }
  | { readonly reads: StaffVerb };

/**
 * What a person at a desk can be offered to do, by the audit name of its command, with all that it writes. Whoever may not sign one of
 * these is not offered it [ROLE-5]: screens ask `mayDo`, the server asks the same of each fact.
 */
const ACTS = {
  'arrivals/mark-arrived': ['visit/arrived', 'visit/checked-in'],
  'arrivals/walk-in': ['visit/arrived', 'visit/checked-in'],
  'arrivals/accept-submission': ['visit/arrived', 'visit/checked-in', 'submission/handled'],
  'arrivals/accept-walk-in': ['visit/arrived', 'visit/checked-in', 'submission/handled'],
  'arrivals/check-in': ['visit/checked-in'],
  'check-in/waive-line': ['visit/line-waived'],
  'arrivals/dismiss-submission': ['submission/handled'],
  'arrivals/move-to-now': [
    'appointment/rescheduled',
    'appointment/booked',
    'notice/written',
    'visit/arrived',
    'visit/checked-in',
    'submission/handled'
  ],
  'arrivals/send-home': ['appointment/attempted', 'submission/handled'],
  'arrivals/file-card': ['scan/captured', 'scan/filed', 'document/filed'],
  'arrivals/keep-card': ['scan/captured'],
  'patients/flag': ['patient/flagged'],
  'patients/take-field': ['patient/changed', 'related/said', 'field/verified', 'submission/field-settled'],
  'patients/refuse-field': ['submission/field-settled'],
  'queue/call-patient': ['visit/called'],
  'queue/place-in-line': ['visit/placed'],
  'queue/room-patient': ['visit/roomed'],
  'queue/mark-ready': ['visit/ready'],
  'queue/mark-with-provider': ['visit/with-provider'],
  'queue/mark-done': ['visit/done'],
  'queue/check-out': ['visit/done', 'visit/checked-out'],
  'queue/mark-left': ['visit/left'],
  'queue/bring-back': [{ voids: 'day' }],
  'queue/join-visits': [
    'visit/left',
    'visit/arrived',
    'visit/called',
    'visit/roomed',
    'visit/ready',
    'visit/with-provider',
    'visit/checked-in',
    'visit/needed',
    'visit/flagged'
  ],
  'queue/tell-apart': ['visit/told-apart'],
  'queue/spoke-to': ['visit/spoken-to'],
  'queue/tell-delay': ['appointment/delay-told'],
  'queue/free-room': ['room/freed'],
  'queue/clean-room': ['room/cleaning'],
  'queue/block-room': ['room/blocked'],
  'queue/flag-visit': ['visit/flagged'],
  'queue/ask-need': ['visit/needed', 'visit/need-met'],
  'schedule/book': ['appointment/booked', 'appointment/rescheduled', 'notice/written'],
  'schedule/book-series': ['appointment/booked', 'notice/written'],
  'schedule/change-series': ['appointment/moved', 'appointment/rescheduled', 'appointment/booked', 'notice/written'],
  'schedule/cancel-series': ['appointment/cancelled'],
  'schedule/move': ['appointment/moved', 'notice/written'],
  'schedule/reschedule': ['appointment/rescheduled', 'appointment/booked', 'notice/written'],
  'schedule/cancel': ['appointment/cancelled'],
  'schedule/no-show': ['appointment/no-show', 'recall/due'],
  'schedule/plan': [{ asks: 'plan' }],
  'schedule/restore': [{ voids: 'day' }, 'appointment/booked', 'notice/written', { asks: 'plan' }],
  'schedule/settle': [{ voids: 'day' }, 'appointment/moved'],
  'schedule/settle-patient': ['appointment/patient-settled'],
  'schedule/print-slip': ['appointment/slip-issued'],
  'schedule/name-forms': ['appointment/forms-named'],
  'schedule/print-sheet': ['day-sheet/printed'],
  'schedule/place-block': ['block/placed'],
  'schedule/change-block': ['block/placed', 'block/moved-once', 'block/removed'],
  'schedule/remove-block': ['block/removed', 'block/moved-once', 'block/placed'],
  'schedule/import-calendar': ['block/placed', 'block/removed', 'block/moved-once'],
  'lists/add': ['order/placed', 'recall/due'],
  'lists/hide': ['case/hidden'],
  'lists/attempt': ['appointment/attempted'],
  'lists/ask-calls': ['calls/asked'],
  'lists/settle-unconfirmed': ['appointment/unconfirmed-settled', 'appointment/cancelled'],
  'case/attempt': ['case/attempted'],
  'case/close': ['case/closed'],
  'waitlist/add': ['waitlist/added'],
  'waitlist/offer': ['slot/offered', 'waitlist/offered'],
  'waitlist/answer': ['slot/answered', 'waitlist/answered'],
  'waitlist/accept': [
    'slot/answered',
    'waitlist/answered',
    'case/closed',
    'appointment/booked',
    'appointment/moved',
    'appointment/rescheduled',
    'notice/written'
  ],
  'on-call/ask-swap': ['on-call/swap-asked'],
  'on-call/answer-swap': ['on-call/swap-answered'],
  'on-call/hand-off': ['on-call/handed-off'],
  'procedure/request': ['procedure/requested'],
  'procedure/date': ['procedure/dated', 'block/placed', 'block/removed', { asks: 'plan' }],
  'procedure/step': ['procedure/stepped'],
  'procedure/note': ['procedure/noted'],
  'procedure/end': ['procedure/ended', 'block/removed'],
  'forms/give': ['packet/given', 'packet/sent'],
  'forms/fill': ['packet/opened', 'packet/sent', 'form/answered', 'form/submitted', 'form/declined'],
  'forms/type-paper': ['packet/sent', 'packet/opened', 'form/submitted', 'document/filed', 'scan/filed'],
  'forms/review': [
    'form/settled',
    'patient/changed',
    'patient/contact-wished',
    'field/verified',
    'coverage/added',
    'coverage/changed',
    'coverage/self-pay-said',
    'related/said',
    'form/reviewed',
    'consent/recorded',
    'packet/closed'
  ],
  'forms/take-told': [
    ...['packet/given', 'packet/sent', 'packet/opened'],
    ...['form/answered', 'form/submitted', 'form/declined']
  ],
  'forms/give-copy': ['form/copied'],
  'forms/withdraw': ['packet/closed'],
  'forms/rule': ['form/ruled', 'form/defined'],
  'patients/register': ['patient/registered'],
  'patients/verify-field': ['field/verified'],
  'patients/change': ['patient/changed'],
  'patients/say-related': ['related/said'],
  'patients/merge': ['patient/absorbed', 'patient/merged', 'patient/changed', 'patient/contact-wished'],
  'patients/unmerge': [{ voids: 'patient' }],
  'patients/tell-apart': ['patient/told-apart'],
  'patients/contact-wishes': ['patient/contact-wished'],
  'coverage/add': ['coverage/added', 'coverage/changed'],
  'coverage/change': ['coverage/changed'],
  'coverage/withdraw': ['coverage/withdrawn'],
  'coverage/self-pay': ['coverage/self-pay-said'],
  'coverage/ask-msp': ['coverage/msp-asked'],
  'coverage/verify': ['eligibility/verified'],
  'documents/take-in': ['scan/captured'],
  'documents/change-page': ['scan/page-changed'],
  'documents/file': ['document/filed', 'scan/filed'],
  'documents/file-picture': ['scan/captured', 'scan/filed', 'document/filed'],
  'documents/review': ['document/reviewed', 'scan/reviewed'],
  'documents/reindex': ['document/reindexed'],
  'documents/undo-reindex': [{ voids: 'patient' }],
  'documents/recall': ['document/recalled', 'scan/returned'],
  'documents/scan-again': ['scan/unreadable'],
  'documents/can-be-read': ['scan/readable'],
  'documents/discard': ['scan/discarded'],
  'practice/rule-visit-type': ['visit-type/ruled'],
  'practice/allow-overlap': ['overlap/allowed'],
  'practice/say-profile': ['profile/said'],
  'practice/rule-unconfirmed': ['unconfirmed/ruled'],
  'practice/rule-no-shows': ['no-show/ruled'],
  'practice/rule-recall': ['recall/ruled'],
  'practice/rule-conflict': ['conflict/ruled'],
  'practice/rule-check-in': ['check-in/ruled'],
  'practice/rule-arrivals': ['arrival/ruled'],
  'practice/rule-flow': ['flow/ruled'],
  'practice/set-site-hours': ['site-hours/set'],
  'practice/set-hours': ['hours/set'],
  'practice/add-device': ['device/added'],
  'practice/add-office': ['site/added', 'area/added'],
  'practice/rename-office': ['site/added'],
  'practice/close-office': ['site/closed'],
  'practice/add-room': ['room/added'],
  'practice/add-area': ['area/added'],
  'practice/say-waiting-area': ['practitioner/waited-for'],
  // Not only a time that is blocked: a day that is closed for everybody.
  'practice/close': ['block/placed', { asks: 'practice' }],
  'practice/open': ['block/removed', { asks: 'practice' }],
  'practice/import': [{ asks: 'practice' }],
  'practice/share-calendar': [{ asks: 'practice' }, { asks: 'export' }],
  'practice/revoke-calendar': [{ asks: 'practice' }],
  'devices/set-lock-times': ['lock-times/set'],
  'devices/look-after': [{ asks: 'devices' }],
  'people/look-after': [{ asks: 'people' }],
  'shell/close-alarm': ['alarm/closed'],
  'access-log/read': [{ reads: 'audit' }],
  'access-log/explain': [{ asks: 'audit' }],
  'access-log/export': [{ asks: 'audit' }, { asks: 'export' }],
  'patients/reveal': [{ reads: 'reveal' }],
  'take-out/print': [{ reads: 'print' }],
  'take-out/copy': [{ reads: 'export' }]
} as const satisfies Readonly<Record<string, readonly Writes[]>>;

/** Written with it where the person may sign it too; the command leaves it out otherwise. */
const WITH_IT: Readonly<Partial<Record<Act, readonly KnownKind[]>>> = {
  'arrivals/mark-arrived': ['visit/needed'],
  'arrivals/walk-in': ['visit/needed'],
  'arrivals/accept-submission': ['visit/needed'],
  'arrivals/accept-walk-in': ['visit/needed'],
  'arrivals/move-to-now': ['visit/needed', 'visit/left'],
  'queue/check-out': ['recall/due'],
  'schedule/book': ['visit/left'],
  'schedule/cancel': ['visit/left'],
  'schedule/cancel-series': ['visit/left'],
  'schedule/change-series': ['visit/left'],
  'schedule/no-show': ['visit/left'],
  'schedule/reschedule': ['visit/left']
};

export type Act = keyof typeof ACTS;

export const EVERY_ACT = Object.keys(ACTS) as readonly Act[]; // the record has these keys and no others

/** Whether a person with these verbs may do it: they may sign all that it writes. */
export function mayDo(verbs: ReadonlySet<StaffVerb>, act: Act): boolean {
  return writesOf(act).every((one) => {
    if (typeof one === 'string') return maySign(verbs, one, 'practice');
    if ('voids' in one) return maySign(verbs, 'fact/voided', one.voids);
    return verbs.has('asks' in one ? one.asks : one.reads);
  });
}

/** Whether it only shows or hands out: what emergency access is for [GLASS-3]. */
export function isReading(act: Act): boolean {
  return writesOf(act).every((one) => typeof one === 'object' && 'reads' in one);
}

const writesOf = (act: Act): readonly Writes[] => ACTS[act];

/** All that it may write, kinds and takings back alike; undefined for what is no act of a person at a desk, or writes no facts. */
export function kindsOf(command: string): ReadonlySet<string> | undefined {
  return kinds.get(command);
}

const kinds: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  EVERY_ACT.flatMap((act): [string, ReadonlySet<string>][] => {
    const named = writesOf(act).flatMap((one) =>
      typeof one === 'string' ? [one] : 'voids' in one ? ['fact/voided'] : []
    );
    return named.length === 0 ? [] : [[act, new Set([...named, ...(WITH_IT[act] ?? [])])]];
  })
);
