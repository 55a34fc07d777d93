import { practiceDoc } from '#domain/documents.ts';
import { readForm } from '#domain/forms/read-form.ts';
import type { FormRefusal } from '#domain/forms/check-form.ts';
import type { FormId } from '#domain/forms/form.ts';
import type { FormRule, PacketCondition } from '#domain/forms/packet-rules.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import { formsHere } from './forms-here.ts';

export type RuleRefusal =
  | { readonly code: 'rule/not-yours' }
  | { readonly code: 'rule/no-such-form' }
  | { readonly code: 'rule/bad-age' }
  | { readonly code: 'rule/bad-states' }
  | { readonly code: 'rule/not-json' }
  | { readonly code: 'rule/file-too-large' }
  | { readonly code: 'rule/card-number' };

/** A rule as it is typed. */
export interface RuleText {
  readonly isOn: boolean;
  readonly who: '' | 'new' | 'established';
  readonly from: string;
  readonly to: string;
  /** With commas between. */
  readonly payers: string;
  readonly states: string;
}

export function ruleText({ isOn, when }: FormRule): RuleText {
  return {
    isOn,
    who: when.who ?? '',
    from: String(when.minAge ?? ''),
    to: String(when.maxAge ?? ''),
    payers: (when.payers ?? []).join(', '),
    states: (when.states ?? []).join(', ')
  };
}

/** When a form is given from now on [FORM-5]. What the screen does not show of the rule stays. */
export async function ruleForm(station: Station, form: FormId, text: RuleText): Promise<Result<true, RuleRefusal>> {
  if (!(await may(station, 'forms/rule'))) return err({ code: 'rule/not-yours' });
  const here = formsHere(await station.rows.practice());
  if (!here.forms.has(form)) return err({ code: 'rule/no-such-form' });
  const [minAge, maxAge] = [ageFrom(text.from), ageFrom(text.to)];
  if (minAge === false || maxAge === false || (minAge ?? 0) > (maxAge ?? 150)) return err({ code: 'rule/bad-age' });
  const states = listFrom(text.states.toUpperCase());
  if (states.some((state) => !/^[A-Z]{2}$/.test(state)) || states.length > 60) return err({ code: 'rule/bad-states' });
  const payers = listFrom(text.payers.toLowerCase());
  if (hasCardNumber(text.payers) || payers.some((payer) => payer.length > 120))
    return err({ code: 'rule/card-number' });
  const before = here.rules.find((rule) => rule.form === form);
  const { visitTypes, reasons } = before?.when ?? {};
  const when: PacketCondition = {
    ...(visitTypes ? { visitTypes } : {}),
    ...(reasons ? { reasons } : {}),
    ...(text.who === '' ? {} : { who: text.who }),
    ...(minAge === null ? {} : { minAge }),
    ...(maxAge === null ? {} : { maxAge }),
    ...(payers.length > 0 ? { payers } : {}),
    ...(states.length > 0 ? { states } : {})
  };
  const place = before?.place ?? 10 * (here.rules.length + 1);
  const of: FormRule = { form, isOn: text.isOn, place, when };
  await station.record('forms/rule', practiceDoc, [{ kind: 'form/ruled', of }]);
  return ok(true);
}

/** A fact fits a frame of 64 KiB, and two languages of a long form take about half of it. */
const MOST_CHARACTERS = 120_000;

/** Takes a form of the practice's own, or its words for one of ours, from a FHIR file [FORM-2] [FORM-5]. Answers the form's id. */
export async function defineForm(station: Station, file: string): Promise<Result<FormId, RuleRefusal | FormRefusal>> {
  if (!(await may(station, 'forms/rule'))) return err({ code: 'rule/not-yours' });
  if (file.length > MOST_CHARACTERS) return err({ code: 'rule/file-too-large' });
  const json = jsonIn(file);
  if (json === undefined) return err({ code: 'rule/not-json' });
  const read = readForm(json);
  if (!read.ok) return read;
  const definition = read.value;
  const size = JSON.stringify(definition);
  if (size.length > 48_000) return err({ code: 'rule/file-too-large' });
  if (hasCardNumber(size)) return err({ code: 'rule/card-number' });
  const { form } = definition;
  await station.record('forms/rule', practiceDoc, [{ kind: 'form/defined', of: { form, definition } }]);
  return ok(form);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whole years; null for none, false for what is none. */
function ageFrom(text: string): number | null | false {
  if (text.trim() === '') return null;
  return /^\d{1,3}$/.test(text.trim()) && Number(text) <= 150 ? Number(text) : false;
}

const listFrom = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
