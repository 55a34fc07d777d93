import type { Fact } from '../fact.ts';
import type { CaseId, PractitionerId } from '../ids.ts';
import { plusDays, type LocalDate, type MinuteOfDay, type Minutes } from '../time.ts';
import type { CaseOf } from './case-facts.ts';

/** What is asked of a facility that is not ours. Codes are kept as they were entered; what they mean is not ours to print. */
export interface ProcedureTerms extends CaseOf {
  readonly surgeon: PractitionerId;
  /** The hospital or surgery centre, by name. */
  readonly facility: string;
  /** The procedure in the exact words of the order. */
  readonly wording: string;
  readonly side: 'left' | 'right' | 'both' | 'none';
  readonly urgency: 'elective' | 'urgent' | 'emergency';
  readonly earliest: LocalDate;
  readonly latest: LocalDate | null;
  readonly cpt: readonly string[];
  readonly icd10: readonly string[];
}

/** When it is at the facility. */
export interface ProcedureTime {
  readonly date: LocalDate;
  readonly start: MinuteOfDay;
  readonly minutes: Minutes;
}

/** What must have happened before the day, in the order of its deadlines. */
export const PROCEDURE_STEPS = [
  { step: 'facility-requested', daysBefore: 45, acts: 'desk' },
  { step: 'facility-confirmed', daysBefore: 30, acts: 'facility' },
  { step: 'auth-submitted', daysBefore: 21, acts: 'desk' },
  { step: 'auth-approved', daysBefore: 14, acts: 'payer' },
  { step: 'clearance', daysBefore: 14, acts: 'patient' },
  { step: 'test-results', daysBefore: 7, acts: 'patient' },
  { step: 'consent', daysBefore: 7, acts: 'surgeon' },
  { step: 'history-physical', daysBefore: 3, acts: 'surgeon' },
  { step: 'packet-sent', daysBefore: 3, acts: 'desk' },
  { step: 'final-call', daysBefore: 2, acts: 'desk' },
  { step: 'arrival-told', daysBefore: 1, acts: 'desk' }
] as const;

export type ProcedureStep = (typeof PROCEDURE_STEPS)[number]['step'];
export type ActsNext = (typeof PROCEDURE_STEPS)[number]['acts'];

/** What else a facility asks for; each a line of text. */
export const PROCEDURE_DETAILS = [
  'assistant',
  'anaesthesia',
  'position',
  'equipment',
  'implants',
  'vendor-rep',
  'blood',
  'allergies',
  'isolation',
  'airway',
  'stay',
  'anticoagulants',
  'escort',
  'interpreter',
  'post-op'
] as const;

export type ProcedureDetail = (typeof PROCEDURE_DETAILS)[number];

export type ProcedureEnd = 'done' | 'cancelled';
export type ProcedureCancelReason =
  'patient' | 'not-cleared' | 'not-authorized' | 'facility' | 'surgeon' | 'illness' | 'other';

export type ProcedureFact =
  | Fact<'procedure/requested', ProcedureTerms>
  /** Null: postponed, no day is set. A later one moves it, and every deadline with it. */
  | Fact<'procedure/dated', { readonly case: CaseId; readonly time: ProcedureTime | null }>
  /** `on`: the day it happened; of the history and physical the day of the examination. `done` false takes it back. */
  | Fact<
      'procedure/stepped',
      {
        readonly case: CaseId;
        readonly step: ProcedureStep;
        readonly done: boolean;
        readonly on: LocalDate;
        readonly note?: string;
      }
    >
  | Fact<'procedure/noted', { readonly case: CaseId; readonly detail: ProcedureDetail; readonly text: string }>
  | Fact<
      'procedure/ended',
      { readonly case: CaseId; readonly how: ProcedureEnd; readonly reason?: ProcedureCancelReason }
    >;

export interface ProcedureState {
  readonly time: ProcedureTime | null;
  /** It had a day, and has none now. */
  readonly postponed: boolean;
  readonly steps: Readonly<Partial<Record<ProcedureStep, { readonly on: LocalDate; readonly note: string }>>>;
  readonly details: Readonly<Partial<Record<ProcedureDetail, string>>>;
  readonly ended: { readonly how: ProcedureEnd; readonly reason: ProcedureCancelReason | null } | null;
}

export const NEW_PROCEDURE: ProcedureState = { time: null, postponed: false, steps: {}, details: {}, ended: null };

type Later = Exclude<ProcedureFact, { kind: 'procedure/requested' }>;

/** One more fact about a procedure. The first end counts; after it nothing changes. */
export function procedureWith(state: ProcedureState, fact: Pick<Later, 'kind' | 'of'>): ProcedureState {
  if (state.ended) return state;
  const said = fact as Later; // each kind has its own payload
  switch (said.kind) {
    case 'procedure/dated':
      return {
        ...state,
        time: said.of.time,
        postponed: said.of.time === null && (state.time !== null || state.postponed)
      };
    case 'procedure/stepped': {
      const { [said.of.step]: _, ...others } = state.steps;
      const steps = said.of.done ? { ...others, [said.of.step]: { on: said.of.on, note: said.of.note ?? '' } } : others;
      return { ...state, steps };
    }
    case 'procedure/noted':
      return { ...state, details: { ...state.details, [said.of.detail]: said.of.text } };
    case 'procedure/ended':
      return { ...state, ended: { how: said.of.how, reason: said.of.reason ?? null } };
  }
}

/**
 * The oldest a history and physical may be on the day of surgery. 42 CFR 482.22(c)(5)(i) asks it of hospitals' bylaws: no more than 30 days before admission or registration, and before
 * the surgery; a patient who is admitted earlier has less time than is counted here.
 */
export const PHYSICAL_DAYS = 30;

export interface MissingStep {
  readonly step: ProcedureStep;
  readonly acts: ActsNext;
  /** Null while no day is set: then there is nothing to count from. */
  readonly due: LocalDate | null;
  /** `too-old`: it was done, and will be older than it may be on the day. */
  readonly why: 'not-done' | 'too-old';
}

/**
 * What is missing, the next deadline first [PROC-2]. Deadlines follow from the day, so that a move moves them all; a history and physical that was good for the old
 * day may be too old for the new one [PROC-3].
 */
export function missingSteps({ time, steps }: Pick<ProcedureState, 'time' | 'steps'>): readonly MissingStep[] {
  return PROCEDURE_STEPS.flatMap(({ step, daysBefore, acts }): MissingStep[] => {
    const done = steps[step];
    const due = time ? plusDays(time.date, -daysBefore) : null;
    if (!done) return [{ step, acts, due, why: 'not-done' }];
    const isOld = step === 'history-physical' && time !== null && done.on < plusDays(time.date, -PHYSICAL_DAYS);
    return isOld ? [{ step, acts, due, why: 'too-old' }] : [];
  });
}

/** Where it stands, for one word on its line. */
export type ProcedureStanding =
  | 'requested'
  | 'tentative'
  | 'facility-requested'
  | 'confirmed'
  | 'authorized'
  | 'cleared'
  | 'packet-sent'
  | 'ready'
  | 'postponed'
  | ProcedureEnd;

export function standingOf({ time, postponed, steps, ended }: ProcedureState): ProcedureStanding {
  if (ended) return ended.how;
  if (!time) return postponed ? 'postponed' : steps['facility-requested'] ? 'facility-requested' : 'requested';
  if (!steps['facility-confirmed']) return steps['facility-requested'] ? 'facility-requested' : 'tentative';
  if (!steps['auth-approved']) return 'confirmed';
  if (!steps.clearance) return 'authorized';
  if (!steps['packet-sent']) return 'cleared';
  return steps['final-call'] ? 'ready' : 'packet-sent';
}
