import type { VisitTypeId } from '../ids.ts';
import { homeOn } from '../patient/addresses.ts';
import type { Patient } from '../patient/patient.ts';
import { plusDays, type LocalDate } from '../time.ts';
import type { Form, FormId } from './form.ts';

/** Whom a form is given to. What is left out asks nothing. */
export interface PacketCondition {
  readonly visitTypes?: readonly VisitTypeId[];
  /** Years, both included. */
  readonly minAge?: number;
  readonly maxAge?: number;
  readonly who?: 'new' | 'established';
  /** `medicare`, `medicaid`, or as the practice names its payers. */
  readonly payers?: readonly string[];
  /** US states of the patient's address, two letters. */
  readonly states?: readonly string[];
  /** Words of which one stands in what the visit is for. */
  readonly reasons?: readonly string[];
}

/** When a form is given, as the practice has it. Rules are read in order, and that is the order of the packet [FORM-5]. */
export interface FormRule {
  readonly form: FormId;
  readonly isOn: boolean;
  readonly place: number;
  readonly when: PacketCondition;
}

/** What is known of a patient and a visit when forms are given. */
export interface PacketAsk {
  readonly age: number | null;
  readonly isNew: boolean;
  readonly visitType: VisitTypeId | null;
  readonly payers: readonly string[];
  readonly state: string | null;
  readonly reason: string;
  readonly today: LocalDate;
  /** When each form was last done, and in which version. */
  readonly done: ReadonlyMap<FormId, { readonly on: LocalDate; readonly version: string }>;
}

/** The state a patient lives in on a day, as forms and rules name it; null where it is not known [REG-17]. */
export function stateOf(patient: Pick<Patient, 'address' | 'otherAddresses'>, day: LocalDate): string | null {
  const state = homeOn(patient, day)?.address.state.trim().toUpperCase() ?? '';
  return state === '' ? null : state;
}

/** Why a form is in the packet. `revised`: what they had signed said something else. */
export type WhyGiven = 'never' | 'expired' | 'revised';

export interface DueForm {
  readonly form: FormId;
  readonly why: WhyGiven;
}

/** The forms of a visit, in order: what its rules ask for and is not good any more [FORM-5]. */
export function packetFor(
  rules: readonly FormRule[],
  forms: ReadonlyMap<FormId, Form>,
  ask: PacketAsk
): readonly DueForm[] {
  return [...rules]
    .sort((a, b) => a.place - b.place || a.form.localeCompare(b.form))
    .flatMap((rule) => {
      const form = formFor(rule.form, forms, ask.state);
      // Words of a state are given by the rule of the form whose place they take, and by none of their own.
      if (!form || !rule.isOn || forms.get(rule.form)?.variant || !holds(rule.when, ask)) return [];
      const why = whyDue(form, ask);
      return why ? [{ form: form.form, why }] : [];
    });
}

/** A form in the words that the patient's state asks for, where the practice has some [FORM-25]. */
export function formFor(id: FormId, forms: ReadonlyMap<FormId, Form>, state: string | null): Form | undefined {
  const own = state === null ? [] : [...forms.values()].filter((form) => isFor(form, id, state));
  // Of several the one whose name comes first: every device gives the same.
  return own.sort((a, b) => (a.form < b.form ? -1 : 1))[0] ?? forms.get(id);
}

const isFor = ({ variant }: Form, id: FormId, state: string): boolean =>
  variant?.of === id && variant.states.includes(state);

function whyDue(form: Form, { done, today }: PacketAsk): WhyGiven | null {
  const last = done.get(form.form);
  if (!last) return 'never';
  // A consent is to the text that was read; a history is to be asked again only when it is old.
  if (form.consent && last.version !== form.version) return 'revised';
  return form.days !== null && plusDays(last.on, form.days) < today ? 'expired' : null;
}

function holds(when: PacketCondition, ask: PacketAsk): boolean {
  const { visitTypes, minAge, maxAge, who, payers, states, reasons } = when;
  if (visitTypes && !visitTypes.some((one) => one === ask.visitType)) return false;
  if (minAge !== undefined && (ask.age === null || ask.age < minAge)) return false;
  if (maxAge !== undefined && (ask.age === null || ask.age > maxAge)) return false;
  if (who && (who === 'new') !== ask.isNew) return false;
  if (payers && !payers.some((one) => ask.payers.includes(one))) return false;
  if (states && !states.some((one) => one === ask.state)) return false;
  const reason = ask.reason.toLowerCase();
  return !reasons || reasons.some((word) => reason.includes(word.toLowerCase()));
}
