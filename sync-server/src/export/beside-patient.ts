import { coverageResources, coverageWithChanges } from '#domain/export/fhir-coverage.ts';
import { documentResource, FHIR_DOCUMENT } from '#domain/export/fhir-documents.ts';
import { consentResource } from '#domain/export/fhir-forms.ts';
import { relatedResource, relatedWithChanges } from '#domain/export/fhir-related.ts';
import { isJson, list, partsOf, without, type Json } from '#domain/export/json.ts';
import type { PatientId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
import { coverageFrom } from '../import/fhir/coverage.ts';
import { relatedFrom } from '../import/fhir/related-person.ts';
import { sourceIdOf } from '../import/fhir/references.ts';
import { IMPORTER } from '../import/import-port.ts';
import type { MapContext } from '../import/records.ts';

export interface Beside {
  readonly own: Patient;
  /** What the person goes by in the export. */
  readonly patient: string;
  /** What another patient goes by there; undefined for who is not in it. */
  readonly called: (patient: PatientId) => string | undefined;
  readonly context: MapContext;
  /** Our ids of what came in another system's file: it leaves as that. */
  readonly came: Set<string>;
}

/** A resource that came, with what somebody here has changed of it since; the same object where nobody has [EXP-1] [EXP-10]. */
export function resourceAsNow(resource: Json, beside: Beside): Json {
  switch (resource['resourceType']) {
    case 'Coverage':
      return coverageAsNow(resource, beside);
    case 'RelatedPerson':
      return relatedAsNow(resource, beside);
    case 'DocumentReference':
      return documentAsNow(resource, beside);
    default:
      return resource;
  }
}

/** What only this clinic says beside a patient: who pays, people, consents, papers [EXP-10] [EXP-11] [EXP-13]. */
export function ownResources({ own, patient, called, context, came }: Beside): readonly Json[] {
  const { today } = context;
  const { coverages, related = [], consents = [], documents = [] } = own;
  const signedHere = consents.filter(({ recordedBy }) => recordedBy !== IMPORTER);
  return [
    ...(coverages ? coverageResources(coverages, { patient, today, came }) : []),
    ...related.filter((one) => !came.has(one.related)).map((one) => relatedResource(one, { patient, today, called })),
    // The first that was signed is the first: an export later gives each the same id.
    ...signedHere.toReversed().map((one, at) => consentResource(one, patient, at)),
    ...documents.filter((one) => !came.has(one.document)).map((one) => documentResource(one, patient))
  ];
}

function coverageAsNow(resource: Json, { own, patient, context, came }: Beside): Json {
  const id = context.ids.coverage(sourceIdOf(resource) ?? '');
  const now = own.coverages?.list.find(({ coverage }) => coverage === id);
  const isWithdrawn = own.coverages?.withdrawn.some(({ coverage }) => coverage === id) ?? false;
  if (now) came.add(id);
  const before = now !== undefined && now.changed.by !== IMPORTER ? coverageFrom(resource, context) : null;
  return coverageWithChanges(resource, isWithdrawn ? 'withdrawn' : (now ?? null), { patient, today: context.today, before }); // prettier-ignore
}

function relatedAsNow(resource: Json, { own, patient, called, context, came }: Beside): Json {
  const id = context.ids.related(sourceIdOf(resource) ?? '');
  const now = own.related?.find(({ related }) => related === id) ?? null;
  const isOurs = now !== null || relatedFrom(resource, context, new Map()) !== null;
  if (!isOurs || now?.by === IMPORTER) {
    if (now) came.add(id);
    return resource;
  }
  came.add(id);
  return relatedWithChanges(resource, now, { patient, today: context.today, called });
}

/** As it came; what a desk said anew of it, or that it was taken out of the record, goes before. */
function documentAsNow(resource: Json, { own, patient, context, came }: Beside): Json {
  const ours = context.ids.document(sourceIdOf(resource) ?? '');
  const now = own.documents?.find(({ document }) => document === ours);
  if (!now) return resource;
  came.add(ours);
  if (!now.recalled && !now.reindexed) return resource;
  const { date, ...said } = documentResource(now, patient);
  const { id, content } = resource;
  // The mark of one that was taken out has no word of it.
  if (now.recalled) return { ...said, date, id };
  const other = without(resource, 'extension', 'category', 'type', 'author', 'context');
  return { ...other, ...said, ...besideIndex(resource, said), id, content };
}

const OUR_EXTENSIONS: ReadonlySet<unknown> = new Set(Object.values(FHIR_DOCUMENT));

/** What another system's paper says that our index has no word for, with what the index says now. */
function besideIndex(resource: Json, said: Json): Json {
  const theirs = partsOf(resource['extension']).filter(({ url }) => !OUR_EXTENSIONS.has(url));
  const [before, now] = [resource['context'], said['context']].map((one): Json => (isJson(one) ? one : {}));
  const context = { ...without(before ?? {}, 'period'), ...now };
  return {
    ...list('extension', [...theirs, ...partsOf(said['extension'])]),
    ...(Object.keys(context).length > 0 ? { context } : {})
  };
}
