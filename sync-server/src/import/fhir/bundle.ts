import { isObject, type JsonObject } from '../parse-json.ts';
import type { ImportRecord, MapContext, Place } from '../records.ts';
import { sourceIdOf } from './references.ts';
import { resourceRecord } from './resource-record.ts';

/**
 * The records of one JSON document: a bundle's entries, a list's resources, or the resource itself. A transaction is taken whole
 * or not at all (FHIR R4, 3.1.0.11.2): one refused entry refuses the others with it [IMP-7].
 */
export function documentRecords(value: unknown, place: Place, context: MapContext): ImportRecord[] {
  if (Array.isArray(value)) {
    return (value as unknown[]).map((resource, entry) =>
      resourceRecord({ place: { ...place, entry }, resource, byFullUrl: new Map() }, context)
    );
  }
  if (!isObject(value) || value['resourceType'] !== 'Bundle') {
    return [resourceRecord({ place, resource: value, byFullUrl: new Map() }, context)];
  }
  if (value['entry'] !== undefined && !Array.isArray(value['entry'])) {
    const refusal = { code: 'fhir/element', element: 'entry', must: 'must be a list' } as const;
    return [{ ...place, resource: 'Bundle', sourceId: null, is: 'refused', refusal }];
  }
  const records = entryRecords((value['entry'] ?? []) as unknown[], place, context);
  return value['type'] === 'transaction' ? wholeOrNot(records) : records;
}

function entryRecords(entries: readonly unknown[], place: Place, context: MapContext): ImportRecord[] {
  const byFullUrl = addressesOf(entries.filter(isObject));
  return entries.map((entry, at) => {
    const here = { ...place, entry: at };
    if (!isObject(entry) || entry['resource'] === undefined) {
      const refusal = { code: 'fhir/entry-empty' } as const;
      return { ...here, resource: 'empty entry', sourceId: null, is: 'refused', refusal };
    }
    const fullUrl = fullUrlOf(entry);
    return resourceRecord(
      { place: here, resource: entry['resource'], byFullUrl, ...(fullUrl === null ? {} : { fullUrl }) },
      context
    );
  });
}

/** Source ids by the addresses that references within the bundle use. */
function addressesOf(entries: readonly JsonObject[]): ReadonlyMap<string, string> {
  const byFullUrl = new Map<string, string>();
  for (const entry of entries) {
    const fullUrl = fullUrlOf(entry);
    const resource = entry['resource'];
    const id = fullUrl !== null && isObject(resource) ? sourceIdOf(resource, fullUrl) : null;
    if (fullUrl !== null && id !== null) byFullUrl.set(fullUrl, id);
  }
  return byFullUrl;
}

function fullUrlOf(entry: JsonObject): string | null {
  return typeof entry['fullUrl'] === 'string' && entry['fullUrl'] !== '' ? entry['fullUrl'] : null;
}

function wholeOrNot(records: ImportRecord[]): ImportRecord[] {
  const culprit = records.find((record) => record.is === 'refused');
  if (!culprit) return records;
  return records.map(({ file, line, entry, resource, sourceId, ...record }) => {
    const where = { file, ...(line === undefined ? {} : { line }), ...(entry === undefined ? {} : { entry }) };
    if (record.is === 'refused') return { ...where, resource, sourceId, ...record };
    const refusal = { code: 'fhir/transaction', entry: culprit.entry ?? 0 } as const;
    return { ...where, resource, sourceId, is: 'refused', refusal };
  });
}
