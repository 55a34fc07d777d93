import { open, mkdir, readdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ClinicRefusal } from '../clinic/clinic.ts';
import type { Sink } from './export-port.ts';

/** Characters held for one file before they are written. */
const HELD = 512 * 1024;

/**
 * A file a resource type, a resource a line (FHIR Bulk Data Access 2.0), for their owner's eyes only.
 * @throws {ClinicRefusal} when there is something in the folder: an export never mixes with another
 */
export async function ndjsonFiles(folder: string): Promise<Sink> {
  await emptyFolder(folder);
  const files = new Map<string, { readonly handle: FileHandle; held: string }>();
  return {
    async write(resource) {
      const type = String(resource['resourceType']);
      let file = files.get(type);
      if (!file) {
        file = { handle: await open(path.join(folder, `${type}.ndjson`), 'wx', 0o600), held: '' };
        files.set(type, file);
      }
      file.held += `${JSON.stringify(resource)}\n`;
      if (file.held.length < HELD) return;
      const text = file.held;
      file.held = '';
      await file.handle.appendFile(text);
    },
    async close() {
      for (const { handle, held } of files.values()) {
        if (held !== '') await handle.appendFile(held);
        await handle.sync();
        await handle.close();
      }
    }
  };
}

/** Counts without a file. */
export const NO_FILES: Sink = { write: () => Promise.resolve(), close: () => Promise.resolve() };

/** Makes the folder where there is none. @throws {ClinicRefusal} */
export async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0)
    throw new ClinicRefusal('export/not-empty', `There is something in ${folder} already. Name an empty folder.`);
}
