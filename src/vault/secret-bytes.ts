import type { StorageSecret } from './storage-key.ts';

const KEY = 32;
/** The generation, big-endian, in front. */
const HEADER = 4;

/**
 * A storage secret in a box. The first key lies there bare, as before there were others; a build that knows of no others takes
 * what is longer for no key at all, and changes nothing.
 */
export function bytesOfSecret({ generation, bytes }: StorageSecret): Uint8Array<ArrayBuffer> {
  if (generation === 0) return bytes;
  const boxed = new Uint8Array(HEADER + KEY);
  new DataView(boxed.buffer).setUint32(0, generation);
  boxed.set(bytes, HEADER);
  return boxed;
}

/** Null for anything else. */
export function secretOfBytes(boxed: Uint8Array<ArrayBuffer> | null): StorageSecret | null {
  if (boxed?.length === KEY) return { generation: 0, bytes: boxed };
  if (boxed?.length !== HEADER + KEY) return null;
  const generation = new DataView(boxed.buffer, boxed.byteOffset).getUint32(0);
  return generation === 0 ? null : { generation, bytes: boxed.slice(HEADER) };
}
