import { createHash } from 'node:crypto';
import type { FiledDocument } from '#domain/document/patient-documents.ts';
import { resourceId } from '#domain/export/fhir-schedule.ts';
import { isJson, partsOf, without, type Json } from '#domain/export/json.ts';
import { contentOf } from '../clinic/contents.ts';
import type { Clinic } from '../clinic/clinic.ts';

/** Bytes of one paper's pages: as base64 they are a line of 170 MiB, and a line that can be read has 256. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * A paper's resource with its pages in it, as attachments with their data [EXP-13]. Pages that the server does not have, or too many bytes for a line, leave it as it is:
 * `isWhole` says so. @param isOurs false: as it came, with nothing beside its data
 */
export async function withPages(
  clinic: Pick<Clinic, 'content'>,
  resource: Json,
  { parts }: Pick<FiledDocument, 'parts'>,
  { isOurs }: { readonly isOurs: boolean }
): Promise<{ readonly resource: Json; readonly isWhole: boolean }> {
  if (parts.length === 0) return { resource, isWhole: true };
  const contents = partsOf(resource['content']);
  const isTooLarge = parts.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES;
  if (isTooLarge || contents.length !== parts.length) return { resource: withoutPlaces(resource), isWhole: false };
  const content: Json[] = [];
  for (const [at, part] of parts.entries()) {
    const bytes = await contentOf(clinic, part);
    if (!bytes) return { resource: withoutPlaces(resource), isWhole: false };
    const before = contents[at] ?? {};
    const attachment = isJson(before['attachment']) ? before['attachment'] : {};
    content.push({ ...before, attachment: { ...attachment, ...dataOf(bytes, isOurs) } });
  }
  return { resource: { ...resource, content }, isWhole: true };
}

/** FHIR has no empty text, which is what an import leaves where a page's data stood. */
function withoutPlaces(resource: Json): Json {
  const content = partsOf(resource['content']).map((one) =>
    isJson(one['attachment']) && one['attachment']['data'] === ''
      ? { ...one, attachment: without(one['attachment'], 'data') }
      : one
  );
  return { ...resource, content };
}

/** FHIR's hash is the SHA-1 of the data, in base64. */
function dataOf(bytes: Uint8Array, isOurs: boolean): Json {
  const hash = createHash('sha1').update(bytes).digest('base64');
  return { data: Buffer.from(bytes).toString('base64'), ...(isOurs ? { hash } : {}) };
}

/** The paper that a resource of the export is of: by our id, or by that of what came. */
export function paperOf(
  resource: Json,
  documents: readonly FiledDocument[],
  idOf: (source: string) => string
): FiledDocument | undefined {
  const { resourceType: type, id } = resource;
  if (type !== 'DocumentReference' || typeof id !== 'string') return undefined;
  return documents.find(({ document }) => resourceId(document) === id || document === idOf(id));
}
