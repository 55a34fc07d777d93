import { standing, type Recorded } from '../fact.ts';
import { checkForm } from './check-form.ts';
import type { Form, FormId } from './form.ts';
import type { FormFact } from './packet-facts.ts';
import type { FormRule } from './packet-rules.ts';

/** What a practice has said of forms; ours are not in it (shipped/every-form.ts), so that a device reads them only where forms are filled in. */
export interface FormsSaid {
  readonly defined: readonly Form[];
  readonly ruled: readonly FormRule[];
}

/** The forms of a practice and when they are given. */
export interface PracticeForms {
  readonly forms: ReadonlyMap<FormId, Form>;
  /** In the order of the packet. */
  readonly rules: readonly FormRule[];
}

/** The practice's word; the later counts. A definition that this version cannot read is let be: the one before it stands [FORM-5]. */
export function formsSaidIn(facts: readonly Recorded[]): FormsSaid {
  const defined = new Map<FormId, Form>();
  const ruled = new Map<FormId, FormRule>();
  const ours = facts.filter(({ fact: { kind } }) => KINDS.has(kind));
  for (const { fact: written } of standing(ours)) {
    const fact = written as FormFact; // the takings back are gone, and these are left
    if (fact.kind === 'form/defined') {
      if (fact.of.definition.form === fact.of.form && isForm(fact.of.definition))
        defined.set(fact.of.form, fact.of.definition);
    } else if (fact.kind === 'form/ruled') ruled.set(fact.of.form, fact.of);
  }
  return { defined: [...defined.values()], ruled: [...ruled.values()] };
}

/** Ours and the practice's own, as it has set them. */
export function practiceForms(
  { defined, ruled }: FormsSaid,
  shipped: readonly Form[],
  usual: readonly FormRule[]
): PracticeForms {
  const rules = new Map([...usual, ...ruled].map((rule) => [rule.form, rule]));
  return {
    forms: new Map([...shipped, ...defined].map((form) => [form.form, form])),
    rules: [...rules.values()].sort((a, b) => a.place - b.place || a.form.localeCompare(b.form))
  };
}

const KINDS: ReadonlySet<string> = new Set(['form/ruled', 'form/defined', 'fact/voided']);

/** Off the wire it has the outer shape alone: what lies deeper is asked here. */
function isForm(definition: Form): boolean {
  try {
    return checkForm(definition).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
