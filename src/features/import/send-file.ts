import {
  IMPORT_PART_BYTES,
  MAX_IMPORT_BYTES,
  type ImportState,
  type UploadFormat
} from '#domain/import/import-state.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Manage } from '#station/manage.ts';

const ENDINGS: Readonly<Record<UploadFormat, readonly string[]>> = {
  csv: ['.csv', '.tsv', '.txt'],
  vcard: ['.vcf', '.vcard'],
  fhir: ['.json', '.ndjson', '.fhir']
};

/** For the file picker. */
export const ACCEPT = [...Object.values(ENDINGS).flat(), '.gz'].join(',');

/** By its name, packed or not; null for a name that says something else. */
export function formatOf(name: string): UploadFormat | null {
  const plain = name.toLowerCase().replace(/\.gz$/, '');
  const found = Object.entries(ENDINGS).find(([, endings]) => endings.some((ending) => plain.endsWith(ending)));
  return (found?.[0] ?? null) as UploadFormat | null; // keys of the record
}

/** Why a file is not even sent, in words; null when it may be. */
export function notSent({ name, size }: Pick<File, 'name' | 'size'>): string | null {
  if (size === 0) return 'The file is empty.';
  if (size > MAX_IMPORT_BYTES)
    return `The file is larger than ${MAX_IMPORT_BYTES / 1024 / 1024} MB. The command line takes in larger ones: docs/specs/import.md.`;
  if (formatOf(name) === null)
    return 'Only lists (.csv, .tsv, .txt), cards (.vcf) and FHIR (.json, .ndjson) are read. Save a spreadsheet as CSV first.';
  return null;
}

export interface Sending {
  readonly manage: Manage;
  readonly signal: AbortSignal;
  readonly onState: (state: ImportState) => void;
}

type Sent = Result<null, { readonly say: string }>;

/** A part that does not arrive is sent again so often. */
const TRIES = 5;

/** Sends a file in parts; each is sent again when the network fails for a moment. Stopped by its signal, it leaves nothing at the server. */
export async function sendFile(file: File, { manage, signal, onState }: Sending): Promise<Sent> {
  const say = notSent(file);
  if (say !== null) return err({ say });
  const begun = await manage<ImportState>('import/begin', { format: formatOf(file.name), bytes: file.size });
  if (!begun.ok) return begun;
  onState(begun.value);
  for (let at = 0; at < file.size; at += IMPORT_PART_BYTES) {
    const part = new Uint8Array(await file.slice(at, at + IMPORT_PART_BYTES).arrayBuffer());
    const sent = await sendPart({ at, base64: base64Of(part) }, manage, signal);
    if (signal.aborted) {
      await manage('import/forget', {});
      return ok(null);
    }
    if (!sent.ok) return sent;
    onState(sent.value);
  }
  return ok(null);
}

async function sendPart(
  part: { readonly at: number; readonly base64: string },
  manage: Manage,
  signal: AbortSignal
): Promise<Result<ImportState, { readonly say: string }>> {
  for (let tries = 1; ; tries++) {
    const sent = await manage<ImportState>('import/part', part);
    if (sent.ok || signal.aborted || tries === TRIES) return sent;
  }
}

/** In pieces: a call takes only so many arguments. */
function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
