import type { DocKind } from '../documents.ts';
import type { KnownKind } from '../known-facts.ts';
import { isOverseer } from './alarms.ts';
import type { StaffVerb } from './practice-facts.ts';

/**
 * The verb each kind of fact asks of the person who signs it (ROLE-2). `device`: written by a device in its own name or by the
 * server, never by a person; `anyone`: whoever is signed in; `overseer`: who has the verb `people` or `audit`. Complete by type: a kind that is missing does not compile.
 */
const VERB_OF: Readonly<Record<Exclude<KnownKind, 'fact/voided'>, StaffVerb | 'device' | 'anyone' | 'overseer'>> = {
  'practice/named': 'practice',
  'site/added': 'practice',
  'site/closed': 'practice',
  'area/added': 'practice',
  'room/added': 'practice',
  'practitioner/added': 'practice',
  'practitioner/retired': 'practice',
  'practitioner/waited-for': 'practice',
  'hours/set': 'practice',
  'visit-type/added': 'practice',
  'device/added': 'practice',
  'block/placed': 'book',
  'block/removed': 'book',
  'block/moved-once': 'book',
  'visit-type/ruled': 'practice',
  'overlap/allowed': 'practice',
  'site-hours/set': 'practice',
  'profile/said': 'practice',
  'unconfirmed/ruled': 'practice',
  'no-show/ruled': 'practice',
  'recall/ruled': 'practice',
  'conflict/ruled': 'practice',
  'check-in/ruled': 'practice',
  'arrival/ruled': 'practice',
  'flow/ruled': 'practice',
  'on-call/swap-asked': 'book',
  'on-call/swap-answered': 'book',
  'on-call/handed-off': 'book',
  'staff/added': 'device',
  'staff/removed': 'device',
  'role/set': 'device',
  'lock-times/set': 'devices',
  'alarm/raised': 'device',
  'alarm/closed': 'overseer',
  'contact/added': 'register',
  'patient/registered': 'register',
  'patient/changed': 'register',
  'encounter/recorded': 'register',
  'patient/contact-wished': 'register',
  'patient/merged': 'register',
  'patient/absorbed': 'register',
  'patient/told-apart': 'register',
  'field/verified': 'register',
  'related/said': 'register',
  'patient/flagged': 'register',
  'coverage/added': 'register',
  'coverage/changed': 'register',
  'coverage/withdrawn': 'register',
  'coverage/self-pay-said': 'register',
  'coverage/msp-asked': 'register',
  'eligibility/verified': 'register',
  'appointment/booked': 'book',
  'appointment/moved': 'book',
  'appointment/rescheduled': 'book',
  'appointment/cancelled': 'book',
  'appointment/no-show': 'book',
  'appointment/delay-told': 'flow',
  'appointment/attempted': 'book',
  'appointment/unconfirmed-settled': 'book',
  'appointment/patient-settled': 'book',
  'appointment/received': 'device',
  'appointment/slip-issued': 'book',
  'appointment/forms-named': 'book',
  'visit/arrived': 'flow',
  'visit/called': 'flow',
  'visit/roomed': 'flow',
  'visit/ready': 'flow',
  'visit/with-provider': 'flow',
  'visit/done': 'flow',
  'visit/checked-out': 'flow',
  'visit/left': 'flow',
  'visit/spoken-to': 'flow',
  'visit/placed': 'flow',
  'visit/needed': 'flow',
  'visit/need-met': 'flow',
  'visit/checked-in': 'flow',
  'visit/flagged': 'flow',
  'visit/told-apart': 'flow',
  'visit/line-waived': 'waive',
  'room/freed': 'flow',
  'room/cleaning': 'flow',
  'room/blocked': 'flow',
  'submission/handled': 'flow',
  'submission/field-settled': 'register',
  'lease/granted': 'device',
  'calls/asked': 'book',
  'calls/dealt': 'device',
  'kiosk/silent': 'device',
  'kiosk/heard': 'device',
  'day-sheet/printed': 'print',
  'slot/offered': 'book',
  'slot/answered': 'book',
  'waitlist/added': 'book',
  'waitlist/offered': 'book',
  'waitlist/answered': 'book',
  'order/placed': 'book',
  'recall/due': 'book',
  'notice/written': 'book',
  'case/hidden': 'book',
  'procedure/requested': 'book',
  'procedure/dated': 'book',
  'procedure/stepped': 'book',
  'procedure/noted': 'book',
  'procedure/ended': 'book',
  'case/attempted': 'book',
  'case/closed': 'book',
  'resource/kept': 'device',
  'scan/captured': 'register',
  'scan/page-changed': 'register',
  'scan/filed': 'register',
  'scan/reviewed': 'flow',
  'scan/returned': 'register',
  'scan/unreadable': 'register',
  'scan/readable': 'register',
  'scan/discarded': 'register',
  'document/filed': 'register',
  'document/reindexed': 'register',
  'document/reviewed': 'flow',
  'document/recalled': 'register',
  'packet/given': 'register',
  'packet/sent': 'register',
  'packet/opened': 'register',
  'form/answered': 'register',
  'form/submitted': 'register',
  'form/declined': 'register',
  'form/copied': 'register',
  'form/settled': 'register',
  'form/reviewed': 'register',
  'packet/closed': 'register',
  'consent/recorded': 'register',
  'form/ruled': 'practice',
  'form/defined': 'practice',
  'submission/sealed': 'device',
  'arrivals/opened': 'device',
  'envelope/placed': 'device',
  'envelope/withdrawn': 'device',
  'arrivals/form-shown': 'device',
  'board/opened': 'device',
  'ticket/waiting': 'device',
  'ticket/called': 'device',
  'ticket/gone': 'device',
  'line/ordered': 'device',
  'wait/told': 'device',
  'waits/judged': 'device',
  'delay/told': 'device',
  'audit/noted': 'anyone',
  'audit/signed': 'anyone',
  'audit/checkpoint': 'device'
};

/** Taking something back asks for one of these, by the document it lies in; or for what writing it asks, where it is known what it was. */
const VERBS_TO_VOID: Readonly<Record<DocKind, readonly StaffVerb[]>> = {
  practice: ['practice'],
  day: ['book', 'flow'],
  patient: ['register'],
  case: ['book'],
  inbox: [],
  arrivals: [],
  board: [],
  audit: [],
  outside: []
};

const verbOf: ReadonlyMap<string, StaffVerb | 'device' | 'anyone' | 'overseer'> = new Map(Object.entries(VERB_OF));

/**
 * Whether a person with these verbs may sign a fact of that kind in a document of that kind. Kinds of a newer version pass.
 * @param takes of `fact/voided`, the kind of the fact it takes back, where that is known: who may write it may take it back [ROLE-6]
 */
export function maySign(verbs: ReadonlySet<StaffVerb>, kind: string, doc: DocKind, takes?: string): boolean {
  if (kind === 'fact/voided')
    return (
      VERBS_TO_VOID[doc].some((verb) => verbs.has(verb)) || (verbOf.has(takes ?? '') && mayWrite(verbs, takes ?? ''))
    );
  return mayWrite(verbs, kind);
}

/** Whether they may sign each of these: a change that is written again as theirs is taken whole or not at all. */
export function maySignAll(verbs: ReadonlySet<StaffVerb>, kinds: readonly string[], doc: DocKind): boolean {
  return kinds.every((kind) => maySign(verbs, kind, doc));
}

function mayWrite(verbs: ReadonlySet<StaffVerb>, kind: string): boolean {
  const needed = verbOf.get(kind);
  if (needed === undefined || needed === 'anyone') return true;
  if (needed === 'overseer') return isOverseer(verbs);
  return needed !== 'device' && verbs.has(needed);
}
