import type { Sealing } from '#storage/sealing.ts';
import { blockSealing } from '#vault/sealing.ts';

/** Seals a surface's database with its storage key. */
export function sealingWith(key: CryptoKey): Sealing {
  return blockSealing(key) as unknown as Sealing; // storage says of each body which type it has; sealing carries it
}
