import { isObject, type JsonObject } from '../parse-json.ts';
import { targetOf, type Target } from './references.ts';

/** Where each resource that is kept whole says whose it is (FHIR R4; STU3 where it differs). */
const PATIENT_IN: Readonly<Record<string, (resource: JsonObject) => unknown>> = {
  Appointment: (resource) => patientAmong(resource['participant']),
  Consent: ({ patient }) => patient,
  Coverage: ({ beneficiary, subscriber }) => beneficiary ?? subscriber,
  DocumentReference: ({ subject }) => subject,
  QuestionnaireResponse: ({ subject, source }) => subject ?? source,
  RelatedPerson: ({ patient }) => patient
};

/** Whether a resource of this type is kept as it came, with its patient [IMP-23]. */
export const isKeptWhole = (type: string): boolean => Object.hasOwn(PATIENT_IN, type);

/** The patient a resource is about; `other` when it is about somebody or something else. */
export function patientIn(
  type: string,
  resource: JsonObject,
  byFullUrl: ReadonlyMap<string, string>
): Target | { readonly is: 'other' } {
  const reference = PATIENT_IN[type]?.(resource);
  const written =
    isObject(reference) && typeof reference['reference'] === 'string' ? reference['reference'] : undefined;
  const named = written === undefined ? null : typeIn(written);
  return named !== null && named !== 'Patient' ? { is: 'other' } : targetOf(written, byFullUrl);
}

/** Of a reference with a type in it: `Group/1`, `https://example.org/fhir/Group/1`. */
function typeIn(reference: string): string | null {
  return /(?:^|\/)([A-Z][A-Za-z]+)\/[^/?]+(?:\/_history\/[^/]+)?$/.exec(reference)?.[1] ?? null;
}

function patientAmong(participants: unknown): unknown {
  if (!Array.isArray(participants)) return undefined;
  const actors = (participants as unknown[])
    .flatMap((each) => (isObject(each) ? [each['actor']] : []))
    .filter(isObject);
  const named = (actor: JsonObject): string => (typeof actor['reference'] === 'string' ? actor['reference'] : '');
  return (
    actors.find((actor) => typeIn(named(actor)) === 'Patient') ?? actors.find((actor) => /^urn:/.test(named(actor)))
  );
}
