import { err, ok } from '#domain/result.ts';
import type { Blobs } from './blobs.ts';

/** Contents of tests and the gallery, in memory. */
export function memoryBlobs(
  randomBytes: (count: number) => Uint8Array,
  write: <T>(save: () => T) => Promise<T>
): Blobs {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    keep: async (bytes) => {
      const sum = await sumOf(bytes);
      return await write(() => {
        const blob = Array.from(randomBytes(32), (byte) => byte.toString(16).padStart(2, '0')).join('');
        kept.set(blob, bytes.slice());
        return { blob, key: randomBytes(32), size: bytes.length, sum };
      });
    },
    sum: sumOf,
    read: async (_doc, { blob }) => {
      const bytes = kept.get(blob);
      return bytes ? ok(bytes) : err({ code: 'blob/not-yet' });
    }
  };
}

async function sumOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
