import { openDatabase, type Database } from '#storage/database.ts';
import type { Sealing } from '#storage/sealing.ts';
import { blockSealing } from '#vault/sealing.ts';

/** Seals a surface's database with its storage key. */
export function sealingWith(key: CryptoKey): Sealing {
  return blockSealing(key) as unknown as Sealing; // storage says of each body which type it has; sealing carries it
}

/** Opens a database by its key; null where the surface keeps nothing that says who a patient is. @throws {DiskFault} */
export async function openSealed(name: string, key: CryptoKey | null): Promise<Database> {
  return await openDatabase(name, key ? sealingWith(key) : undefined);
}
