import { standing, type Recorded } from '../fact.ts';
import type { Form, FormId } from '../forms/form.ts';
import type { ArrivalsFact } from './intake-facts.ts';

/** What a kiosk holds of a day's arrivals: the key it seals to, and envelopes only a slip's code opens. */
export interface ArrivalsDay {
  readonly siteName: string;
  readonly keyId: string;
  readonly key: Uint8Array;
  /** Absent in what an older server opened, and where the day's own document is not here: no code is looked up then. */
  readonly salt?: Uint8Array;
  readonly envelopes: ReadonlyMap<string, Uint8Array>;
  /** Forms in the practice's own words; absent while there are none. */
  readonly forms?: readonly Form[];
}

/** Folds an `arrivals/<site>/<date>` document; null before the day was opened. */
export function arrivalsOf(facts: Iterable<Recorded>): ArrivalsDay | null {
  let opened: Extract<ArrivalsFact, { kind: 'arrivals/opened' }>['of'] | null = null;
  const envelopes = new Map<string, Uint8Array>();
  const forms = new Map<FormId, Form>();
  for (const { fact } of standing(facts)) {
    const known = fact as ArrivalsFact; // an unknown kind from a newer version falls through the switch
    switch (known.kind) {
      case 'arrivals/opened':
        opened = known.of;
        break;
      case 'envelope/placed':
        envelopes.set(known.of.envelope, known.of.sealed);
        break;
      case 'envelope/withdrawn':
        envelopes.delete(known.of.envelope);
        break;
      case 'arrivals/form-shown':
        forms.set(known.of.definition.form, known.of.definition);
        break;
    }
  }
  if (!opened) return null;
  const { siteName, keyId, key, salt } = opened;
  const own = forms.size > 0 && { forms: [...forms.values()] };
  return { siteName, keyId, key, ...(salt && { salt }), envelopes, ...own };
}
