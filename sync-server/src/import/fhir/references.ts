import { isObject, type JsonObject } from '../parse-json.ts';

/** What a resource goes by in its own system, in this order: its id, its first identifier, its address in the bundle [IMP-2]. */
export function sourceIdOf(resource: JsonObject, fullUrl?: string): string | null {
  if (typeof resource['id'] === 'string' && resource['id'].trim() !== '') return resource['id'].trim();
  const identifiers = Array.isArray(resource['identifier']) ? (resource['identifier'] as unknown[]) : [];
  for (const identifier of identifiers) {
    if (!isObject(identifier) || typeof identifier['value'] !== 'string' || identifier['value'] === '') continue;
    const system = typeof identifier['system'] === 'string' ? identifier['system'] : '';
    return `${system}|${identifier['value']}`;
  }
  return fullUrl && fullUrl !== 'urn:uuid:' ? bareId(fullUrl) : null;
}

/** What a reference points to, or how it does so that we cannot follow it. */
export type Target =
  { readonly is: 'id'; readonly id: string } | { readonly is: 'search' } | { readonly is: 'nothing' };

/**
 * Follows a reference of FHIR R4 (2.3.0): an entry of the same bundle by its address, else the id at its end:
 * `urn:uuid:…`, `Patient/123`, `https://example.org/fhir/Patient/123/_history/2`.
 * @param byFullUrl source ids of the bundle's entries, by their addresses
 */
export function targetOf(reference: string | undefined, byFullUrl: ReadonlyMap<string, string>): Target {
  const written = reference?.trim() ?? '';
  if (written === '' || written.startsWith('#')) return { is: 'nothing' };
  const inBundle = byFullUrl.get(written);
  if (inBundle !== undefined) return { is: 'id', id: inBundle };
  if (written.includes('?')) return { is: 'search' };
  return { is: 'id', id: bareId(written) };
}

function bareId(reference: string): string {
  if (/^urn:(uuid|oid):/i.test(reference)) return reference.slice(reference.indexOf(':', 4) + 1);
  const parts = reference.split('/').filter((each) => each !== '');
  const history = parts.indexOf('_history');
  return (history > 0 ? parts[history - 1] : parts.at(-1)) ?? reference;
}
