import * as v from 'valibot';
import type { DocKind, DocRef } from '../domain/documents.ts';
import type { Fact } from '../domain/fact.ts';
import type { KnownKind } from '../domain/known-facts.ts';
import { asWrittenNow } from './as-written-now.ts';
import { faultIn, type Fault } from './fact-texts.ts';
import { VOCABULARY } from './vocabulary.ts';

export type Checked = { readonly ok: true; readonly fact: Fact } | ({ readonly ok: false } & Fault);

/**
 * Whether a fact off the wire, or about to go on it, may be written down and folded (FACT-5, FACT-6). The server asks before the
 * journal, a device before its own disk and before it folds what came from others; a fact that fails there is kept but not
 * folded. A kind of a newer version passes with the general limits alone; a fact of an older one is held to this schema as it
 * would be written now, and answered so (VER-3). Never throws.
 */
export function checkFact(fact: unknown): Checked {
  const fault = faultIn(fact);
  if (fault) return { ok: false, ...fault };
  if (!isFact(fact)) return refused('This change cannot be read.');
  const payload = VOCABULARY.get(fact.kind);
  const now = asWrittenNow(fact);
  if (payload && !v.is(payload, now.of)) return refused(wordsFor(payload, now.of));
  return { ok: true, fact: now };
}

const KIND = /^[a-z][a-z0-9-]{0,31}\/[a-z][a-z0-9-]{0,31}$/;
const BY = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/** The four parts every fact has. By hand, because it runs for each fact there is and valibot takes lists for objects. */
function isFact(value: unknown): value is Fact {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, at, by, of } = value as Partial<Record<keyof Fact, unknown>>;
  return (
    typeof kind === 'string' &&
    KIND.test(kind) &&
    Number.isSafeInteger(at) &&
    (at as number) >= 0 && // a safe integer is a number
    typeof by === 'string' &&
    BY.test(by) &&
    typeof of === 'object' &&
    of !== null &&
    !Array.isArray(of) &&
    !(of instanceof Uint8Array)
  );
}

/** The documents each kind may lie in. Complete by type: a kind that is missing does not compile. */
const HOME: Readonly<Record<KnownKind, DocKind | 'any'>> = {
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
  'staff/added': 'practice',
  'staff/removed': 'practice',
  'role/set': 'practice',
  'lock-times/set': 'practice',
  'alarm/raised': 'practice',
  'alarm/closed': 'practice',
  'contact/added': 'practice',
  'block/placed': 'practice',
  'block/removed': 'practice',
  'block/moved-once': 'practice',
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
  'on-call/swap-asked': 'practice',
  'on-call/swap-answered': 'practice',
  'on-call/handed-off': 'practice',
  'device/added': 'practice',
  'patient/registered': 'patient',
  'patient/changed': 'patient',
  'encounter/recorded': 'patient',
  'patient/contact-wished': 'patient',
  'patient/merged': 'patient',
  'patient/absorbed': 'patient',
  'patient/told-apart': 'patient',
  'resource/kept': 'outside',
  'field/verified': 'patient',
  'related/said': 'patient',
  'patient/flagged': 'patient',
  'coverage/added': 'patient',
  'coverage/changed': 'patient',
  'coverage/withdrawn': 'patient',
  'coverage/self-pay-said': 'patient',
  'coverage/msp-asked': 'patient',
  'eligibility/verified': 'patient',
  'order/placed': 'case',
  'recall/due': 'case',
  'notice/written': 'case',
  'case/hidden': 'case',
  'procedure/requested': 'case',
  'procedure/dated': 'case',
  'procedure/stepped': 'case',
  'procedure/noted': 'case',
  'procedure/ended': 'case',
  'waitlist/added': 'case',
  'waitlist/offered': 'case',
  'waitlist/answered': 'case',
  'case/attempted': 'case',
  'case/closed': 'case',
  'scan/captured': 'case',
  'scan/page-changed': 'case',
  'scan/filed': 'case',
  'scan/reviewed': 'case',
  'scan/returned': 'case',
  'scan/unreadable': 'case',
  'scan/readable': 'case',
  'scan/discarded': 'case',
  'document/filed': 'patient',
  'document/reindexed': 'patient',
  'document/reviewed': 'patient',
  'document/recalled': 'patient',
  'packet/given': 'case',
  'packet/sent': 'case',
  'packet/opened': 'case',
  'form/answered': 'case',
  'form/submitted': 'case',
  'form/declined': 'case',
  'form/copied': 'case',
  'form/settled': 'case',
  'form/reviewed': 'case',
  'packet/closed': 'case',
  'consent/recorded': 'patient',
  'form/ruled': 'practice',
  'form/defined': 'practice',
  'appointment/booked': 'day',
  'appointment/moved': 'day',
  'appointment/rescheduled': 'day',
  'appointment/cancelled': 'day',
  'appointment/no-show': 'day',
  'appointment/delay-told': 'day',
  'appointment/attempted': 'day',
  'appointment/unconfirmed-settled': 'day',
  'appointment/patient-settled': 'day',
  'appointment/received': 'day',
  'appointment/slip-issued': 'day',
  'appointment/forms-named': 'day',
  'lease/granted': 'day',
  'calls/asked': 'day',
  'calls/dealt': 'day',
  'kiosk/silent': 'day',
  'kiosk/heard': 'day',
  'day-sheet/printed': 'day',
  'slot/offered': 'day',
  'slot/answered': 'day',
  'visit/arrived': 'day',
  'visit/called': 'day',
  'visit/roomed': 'day',
  'visit/ready': 'day',
  'visit/with-provider': 'day',
  'visit/done': 'day',
  'visit/checked-out': 'day',
  'visit/left': 'day',
  'visit/spoken-to': 'day',
  'visit/placed': 'day',
  'visit/needed': 'day',
  'visit/need-met': 'day',
  'visit/checked-in': 'day',
  'visit/flagged': 'day',
  'visit/told-apart': 'day',
  'visit/line-waived': 'day',
  'room/freed': 'day',
  'room/cleaning': 'day',
  'room/blocked': 'day',
  'submission/handled': 'day',
  'submission/field-settled': 'day',
  'submission/sealed': 'inbox',
  'arrivals/opened': 'arrivals',
  'envelope/placed': 'arrivals',
  'envelope/withdrawn': 'arrivals',
  'arrivals/form-shown': 'arrivals',
  'board/opened': 'board',
  'ticket/waiting': 'board',
  'ticket/called': 'board',
  'ticket/gone': 'board',
  'line/ordered': 'board',
  'wait/told': 'board',
  'waits/judged': 'board',
  'delay/told': 'board',
  'audit/noted': 'audit',
  'audit/signed': 'audit',
  'audit/checkpoint': 'audit',
  'fact/voided': 'any'
};

const homes: ReadonlyMap<string, DocKind | 'any'> = new Map(Object.entries(HOME));

/** The documents that a kind lies in. Undefined for one of a newer version. */
export function homeOf(kind: string): DocKind | 'any' | undefined {
  return homes.get(kind);
}

/**
 * Whether a checked fact is in the right document (FACT-7): its kind belongs there, and in a patient's or a case's document it speaks
 * of that one. A kind of a newer version may lie anywhere.
 */
export function belongsIn(doc: DocRef, fact: Fact): boolean {
  const home = homeOf(fact.kind);
  // An access log holds nothing else, and nothing in it is taken back [AUD-1].
  if (doc.kind === 'audit') return fact.kind.startsWith('audit/');
  if (home === undefined || home === 'any') return true;
  if (home !== doc.kind) return false;
  const of = fact.of as { readonly patient?: unknown; readonly case?: unknown; readonly owner?: unknown };
  if (doc.kind === 'case') return of.case === doc.case;
  if (doc.kind === 'outside') return of.owner === doc.owner;
  return doc.kind !== 'patient' || of.patient === doc.patient;
}

/** The first thing wrong, in our own words: valibot's would repeat the value. */
function wordsFor(payload: v.GenericSchema, of: unknown): string {
  const [issue] = v.safeParse(payload, of, { abortEarly: true, abortPipeEarly: true }).issues ?? [];
  const isOurs = issue !== undefined && !/^Invalid /.test(issue.message);
  return isOurs
    ? issue.message
    : `This change has a part that cannot be read: ${(issue && v.getDotPath(issue)) ?? '?'}.`;
}

function refused(say: string): Checked {
  return { ok: false, code: 'E_SCHEMA', say };
}
