import { err, ok } from '#domain/result.ts';
import type { Blobs } from './blobs.ts';

/** Contents of tests and the gallery, in memory. */
export function memoryBlobs(
  randomBytes: (count: number) => Uint8Array,
  write: <T>(save: () => T) => Promise<T>
): Blobs {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    keep: (bytes) =>
      write(() => {
        const blob = Array.from(randomBytes(32), (byte) => byte.toString(16).padStart(2, '0')).join('');
        kept.set(blob, bytes.slice());
        return { blob, key: randomBytes(32), size: bytes.length };
      }),
    read: async (_doc, { blob }) => {
      const bytes = kept.get(blob);
      return bytes ? ok(bytes) : err({ code: 'blob/not-yet' });
    }
  };
}
