import type { Procedure } from '#domain/casework/case.ts';
import {
  missingSteps,
  standingOf,
  type ActsNext,
  type ProcedureCancelReason,
  type ProcedureDetail,
  type ProcedureStanding,
  type ProcedureStep
} from '#domain/casework/procedure.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { LocalDate } from '#domain/time.ts';
import { clockText, dayText } from '#ui/format.ts';
import type { WorkLine } from './WorkRows.svelte';

export const STEP_WORDS: Readonly<Record<ProcedureStep, string>> = {
  'facility-requested': 'Time asked of the facility',
  'facility-confirmed': 'Facility confirmed',
  'auth-submitted': 'Authorization asked for',
  'auth-approved': 'Authorization approved',
  clearance: 'Medical clearance',
  'test-results': 'Test results here',
  consent: 'Consent signed',
  'history-physical': 'History and physical',
  'packet-sent': 'Packet sent',
  'final-call': 'Patient called',
  'arrival-told': 'Arrival time told'
};

/** Steps that come with a number or a name, and what it is called. */
export const STEP_NOTES: Readonly<Partial<Record<ProcedureStep, string>>> = {
  'facility-requested': 'Asked of whom',
  'facility-confirmed': 'Confirmation number, by whom',
  'auth-submitted': 'Reference number',
  'auth-approved': 'Authorization number',
  'packet-sent': 'Fax reference'
};

export const ACTS_WORDS: Readonly<Record<ActsNext, string>> = {
  desk: 'we',
  facility: 'the facility',
  payer: 'the payer',
  patient: 'the patient',
  surgeon: 'the surgeon'
};

export const DETAIL_WORDS: Readonly<Record<ProcedureDetail, string>> = {
  assistant: 'Assistant',
  anaesthesia: 'Anaesthesia',
  position: 'Position',
  equipment: 'Special equipment',
  implants: 'Implants',
  'vendor-rep': 'Vendor’s rep',
  blood: 'Blood and tissue',
  allergies: 'Latex, allergies',
  isolation: 'Isolation',
  airway: 'BMI, airway',
  stay: 'Inpatient, outpatient',
  anticoagulants: 'Anticoagulants',
  escort: 'Escort, driver',
  interpreter: 'Interpreter',
  'post-op': 'Afterwards'
};

export const CANCEL_WORDS: Readonly<Record<ProcedureCancelReason, string>> = {
  patient: 'The patient calls it off',
  'not-cleared': 'Not cleared',
  'not-authorized': 'Not authorized',
  facility: 'The facility cannot',
  surgeon: 'The surgeon cannot',
  illness: 'The patient is ill',
  other: 'Another reason'
};

const STANDING_WORDS: Readonly<Record<ProcedureStanding, string>> = {
  requested: 'requested',
  tentative: 'tentative date',
  'facility-requested': 'facility asked',
  confirmed: 'confirmed',
  authorized: 'authorized',
  cleared: 'cleared',
  'packet-sent': 'packet sent',
  ready: 'ready',
  postponed: 'postponed',
  done: 'done',
  cancelled: 'cancelled'
};

/** Procedures by their next deadline; those without a day last, the longest waiting first [PROC-2]. */
export function byDeadline(procedures: readonly Procedure[]): readonly Procedure[] {
  const next = (one: Procedure): LocalDate => missingSteps(one)[0]?.due ?? one.time?.date ?? '9999-12-31';
  return procedures.toSorted((a, b) => (next(a) < next(b) ? -1 : next(a) > next(b) ? 1 : a.since - b.since));
}

export function procedureLines(
  procedures: readonly Procedure[],
  practice: Practice,
  today: LocalDate
): readonly WorkLine[] {
  return byDeadline(procedures).map((one) => {
    const [next] = missingSteps(one);
    const isLate = next?.due !== null && next !== undefined && next.due < today;
    const words = next ? `${STEP_WORDS[next.step]}${next.why === 'too-old' ? ': too old' : ''}` : '';
    return {
      key: one.case,
      lead: one.time ? `${shortDay(one.time.date)} ${clockText(one.time.start)}` : 'no day',
      label: one.label,
      what: `${one.facility}, ${practice.practitioners.get(one.surgeon)?.called ?? ''}`,
      more: next
        ? `${words}${next.due ? ` by ${shortDay(next.due)}` : ''}: ${ACTS_WORDS[next.acts]}`
        : 'nothing is missing',
      status: {
        hue: isLate ? 'trouble' : next ? 'waiting' : 'done',
        word: isLate ? 'overdue' : STANDING_WORDS[standingOf(one)]
      },
      act: null
    };
  });
}

export const shortDay = (date: LocalDate): string => dayText(date).replace(/^\w+, /, '');
