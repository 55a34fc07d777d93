import * as v from 'valibot';
import { lineWithoutGeneratedDigits } from '#domain/import/generated-names.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { cleanLine } from '#domain/text.ts';
import type { Instant } from '#domain/time.ts';
import { isObject, type JsonObject } from '../parse-json.ts';
import type { MapContext, Reading } from '../records.ts';
import { excerpt, type ImportRefusal } from '../refusals.ts';
import { instantFrom } from './dates.ts';
import { CodeableConcept, Coding, labelOf, listed, part, Period, read, Reference, text } from './elements.ts';
import { targetOf } from './references.ts';

/** R4 and R5 call it `individual` and `actor`. */
const Participant = part({ individual: v.optional(Reference), actor: v.optional(Reference) });

const EncounterSchema = v.object({
  status: v.optional(text),
  // R5 has a list of concepts here; it is read by hand below.
  class: v.optional(v.unknown()),
  type: listed.concepts,
  reasonCode: listed.concepts,
  subject: v.optional(Reference),
  /** DSTU2 */
  patient: v.optional(Reference),
  participant: listed.of(Participant),
  period: v.optional(Period),
  /** R5 */
  actualPeriod: v.optional(Period)
});

/** Visits that did not take place, or not yet, are no past visits. */
const NOT_PAST = new Set(['planned', 'cancelled', 'entered-in-error', 'discontinued', 'proposed']);

/** A FHIR Encounter as a past visit of its patient [IMP-20]. */
export function encounterFrom(
  resource: JsonObject,
  sourceId: string,
  byFullUrl: ReadonlyMap<string, string>,
  context: MapContext
): Result<Reading, ImportRefusal> {
  const elements = read(EncounterSchema, resource);
  if (!elements.ok) return elements;
  const of = elements.value;
  if (NOT_PAST.has(of.status ?? '')) return ok({ is: 'not-kept' });

  const patient = targetOf((of.subject ?? of.patient)?.reference, byFullUrl);
  if (patient.is !== 'id') {
    return err({ code: patient.is === 'search' ? 'encounter/patient-by-search' : 'encounter/no-patient' });
  }
  const period = of.period ?? of.actualPeriod;
  const start = timeOf('period.start', period?.start, context);
  if (!start.ok) return start;
  if (start.value === null) return err({ code: 'encounter/no-start' });
  const end = timeOf('period.end', period?.end, context);
  if (!end.ok) return end;

  const seenBy = of.participant.map(({ individual, actor }) => individual ?? actor).find((each) => each !== undefined);
  const name = lineWithoutGeneratedDigits(cleanLine(seenBy?.display ?? ''));
  const kind = classOf(resource['class']);
  const what = labelOf(of.type[0]) || labelOf(of.reasonCode[0]) || kind || 'Visit';
  const practitioner = targetOf(seenBy?.reference, byFullUrl);
  return ok({
    is: 'encounter',
    patient: context.ids.patient(patient.id),
    encounter: {
      encounter: context.ids.encounter(sourceId),
      class: kind,
      start: start.value,
      end: end.value,
      what,
      ...(name ? { practitioner: name } : {})
    },
    practitioner: !name && practitioner.is === 'id' ? context.ids.contact('practitioner', practitioner.id) : null
  });
}

function timeOf(
  element: string,
  given: string | undefined,
  context: MapContext
): Result<Instant | null, ImportRefusal> {
  if (given === undefined) return ok(null);
  const at = instantFrom(given, context.zone);
  return at === null ? err({ code: 'encounter/time', element, given: excerpt(given) }) : ok(at);
}

/** v3-ActCode: one coding in STU3 and R4, a list of concepts in R5, a word in DSTU2. */
function classOf(value: unknown): string {
  if (typeof value === 'string') return cleanLine(value);
  const concept = Array.isArray(value) ? value[0] : value;
  const asCoding = v.safeParse(Coding, concept);
  if (asCoding.success && asCoding.output.code) return cleanLine(asCoding.output.code);
  const asConcept = v.safeParse(CodeableConcept, concept);
  return asConcept.success && isObject(concept) ? cleanLine(asConcept.output.coding[0]?.code ?? '') : '';
}
