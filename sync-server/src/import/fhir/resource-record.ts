import { err, ok, type Result } from '#domain/result.ts';
import { isObject, type JsonObject } from '../parse-json.ts';
import type { ImportRecord, MapContext, Pass, Place, Reading, Understood } from '../records.ts';
import { excerpt, type ImportRefusal } from '../refusals.ts';
import { isKeepable, refused, storable } from '../storable.ts';
import { asItCame } from './as-it-came.ts';
import { isKeptWhole, patientIn } from './about-patient.ts';
import { organizationFrom, practitionerFrom } from './contacts.ts';
import { consentFrom } from './consent.ts';
import { coverageFrom } from './coverage.ts';
import { documentFrom, withoutData } from './document-reference.ts';
import { encounterFrom } from './encounter.ts';
import { patientFrom } from './patient.ts';
import { outsideResponseFrom } from './outside-response.ts';
import { responseFrom } from './questionnaire-response.ts';
import { sourceIdOf } from './references.ts';
import { relatedFrom } from './related-person.ts';
import { RESOURCE_TYPES } from './resource-types.ts';

/** One resource where it stands, with what its bundle says about it. */
export interface Placed {
  readonly place: Place;
  readonly resource: unknown;
  readonly fullUrl?: string;
  readonly byFullUrl: ReadonlyMap<string, string>;
}

/** What is about a patient waits until every patient is read. */
export const passOf = (type: string): Pass => (type === 'Encounter' || isKeptWhole(type) ? 'visits' : 'people');

/** What we make of one resource; every resource gives exactly one record. */
export function resourceRecord(placed: Placed, context: MapContext): ImportRecord {
  const { place, resource } = placed;
  if (!isObject(resource) || typeof resource['resourceType'] !== 'string') {
    return { ...place, resource: 'not a resource', sourceId: null, ...refused({ code: 'fhir/not-a-resource' }) };
  }
  const type = resource['resourceType'];
  if (!RESOURCE_TYPES.has(type)) {
    const refusal: ImportRefusal = { code: 'fhir/unknown-type', type: excerpt(type) };
    return { ...place, resource: 'unknown type', sourceId: null, ...refused(refusal) };
  }
  const sourceId = sourceIdOf(resource, placed.fullUrl);
  const reading = readingOf(type, resource, sourceId, placed, context);
  return { ...place, resource: type, sourceId, ...withResource(reading, resource, sourceId) };
}

/** What is taken in comes with its resource. One that is nothing but kept, and cannot be, is refused. */
function withResource(
  reading: Reading,
  resource: JsonObject,
  sourceId: string | null
): Reading & Pick<ImportRecord, 'asItCame' | 'remarks'> {
  if (reading.is === 'refused' || reading.is === 'not-kept' || sourceId === null) return reading;
  // Pages that are taken in lie as pages; an export puts them back.
  const hasPages = reading.is === 'kept' && reading.document !== undefined;
  const { kept: whole, remarks } = asItCame(hasPages ? withoutData(resource) : resource, sourceId);
  const kept = whole && isKeepable(whole) ? whole : null;
  if (!kept && reading.is === 'kept') return refused({ code: 'kept/too-large' });
  const own =
    reading.is === 'patient' ? reading.remarks : reading.is === 'kept' && reading.doubt ? [reading.doubt] : [];
  const more = own.includes('patient/identifier-left-out') ? [] : remarks; // it says the same
  return { ...reading, ...(kept ? { asItCame: kept } : {}), remarks: [...own, ...more] };
}

function readingOf(
  type: string,
  resource: JsonObject,
  sourceId: string | null,
  placed: Placed,
  context: MapContext
): Reading {
  if (!(KEPT.has(type) || isKeptWhole(type)) || isReplaced(resource)) return { is: 'not-kept' };
  if (sourceId === null) return refused({ code: 'record/no-id' });
  const reading = mappedOf(type, resource, sourceId, placed, context);
  if (!reading.ok) return refused(reading.error);
  return storable(reading.value);
}

function mappedOf(
  type: string,
  resource: JsonObject,
  sourceId: string,
  placed: Placed,
  context: MapContext
): Result<Reading, ImportRefusal> {
  if (type === 'Encounter') return encounterFrom(resource, sourceId, placed.byFullUrl, context);
  if (type === 'Patient') {
    const mapped = patientFrom(resource, context);
    return mapped.ok ? ok({ is: 'patient', patient: context.ids.patient(sourceId), ...mapped.value }) : mapped;
  }
  if (isKeptWhole(type)) return keptFrom(type, resource, sourceId, placed, context);
  const contact = (type === 'Organization' ? organizationFrom : practitionerFrom)(resource, sourceId, context);
  return contact.ok ? ok({ is: 'contact', contact: contact.value }) : contact;
}

function keptFrom(
  type: string,
  resource: JsonObject,
  sourceId: string,
  placed: Placed,
  context: MapContext
): Result<Reading, ImportRefusal> {
  const patient = patientIn(type, resource, placed.byFullUrl);
  switch (patient.is) {
    case 'id':
      return ok({
        is: 'kept',
        patient: context.ids.patient(patient.id),
        ...understoodOf(type, resource, sourceId, placed, context)
      });
    case 'other':
      return ok({ is: 'not-kept' });
    case 'search':
      return err({ code: 'kept/patient-by-search' });
    case 'nothing':
      return err({ code: 'kept/no-patient' });
  }
}

function understoodOf(
  type: string,
  resource: JsonObject,
  sourceId: string,
  { byFullUrl }: Placed,
  context: MapContext
): Understood {
  const { ids } = context;
  switch (type) {
    case 'Coverage': {
      const said = coverageFrom(resource, context);
      return said ? { coverage: { coverage: ids.coverage(sourceId), said } } : {};
    }
    case 'RelatedPerson': {
      const said = relatedFrom(resource, context, byFullUrl);
      return said ? { related: { related: ids.related(sourceId), said } } : {};
    }
    case 'Consent': {
      const consent = consentFrom(resource, context);
      return consent ? { consent } : {};
    }
    case 'QuestionnaireResponse': {
      const said = responseFrom(resource, context) ?? outsideResponseFrom(resource, context);
      return said ? { response: { packet: ids.packet(sourceId), said } } : {};
    }
    case 'DocumentReference': {
      const read = documentFrom(resource, context);
      return 'said' in read ? { document: { document: ids.document(sourceId), said: read.said } } : read;
    }
    default:
      return {};
  }
}

const KEPT: ReadonlySet<string> = new Set(['Patient', 'Encounter', 'Organization', 'Practitioner']);

/** Its system has merged this record into another one, which is the one to keep (FHIR R4 Patient.link). */
function isReplaced(resource: JsonObject): boolean {
  const links = Array.isArray(resource['link']) ? (resource['link'] as unknown[]) : [];
  return links.some((link) => isObject(link) && link['type'] === 'replaced-by');
}
