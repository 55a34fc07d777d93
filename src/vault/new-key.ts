import { withRecovery, type KeyFile } from './key-file.ts';
import { linked } from './key-links.ts';
import type { StorageKey } from './storage-key.ts';

const DAY_MS = 86_400_000;
/** A storage key is changed after so long (SECURITY.md §3, Keys). */
export const KEY_LASTS_MS = 90 * DAY_MS;
/** Or after so many blocks: among them two nonces are the same with a chance of 2⁻⁴¹. */
export const KEY_SEALS = 2 ** 28;
/** A clock that is less ahead than this was only set right. */
const AHEAD_MS = DAY_MS;

/** Why the storage key is to be changed now, or null [VAU-10]. @param now by the server's clock; null where that is not known now */
export function keyIsDue(
  { madeAt, links }: Pick<KeyFile, 'madeAt' | 'links'>,
  { now, sealed, most = KEY_SEALS }: { readonly now: number | null; readonly sealed: number; readonly most?: number }
): 'age' | 'blocks' | null {
  if (links) return null;
  if (sealed >= most) return 'blocks';
  return now !== null && madeAt !== undefined && now - madeAt >= KEY_LASTS_MS ? 'age' : null;
}

/**
 * The file with a date from which its key's days are counted, or null where it has a good one. A key that was made in the future was made
 * by a clock that was wrong: it counts from now, so that a clock which jumps changes one key and not one after the other.
 * @param enrolledAt the earliest it can have been made; undefined where nobody knows
 */
export function dated(file: KeyFile, now: number, enrolledAt: number | undefined): KeyFile | null {
  const { madeAt } = file;
  if (madeAt !== undefined && madeAt <= now + AHEAD_MS) return null;
  return { ...file, madeAt: Math.min(now, (madeAt === undefined && enrolledAt) || now) };
}

/**
 * The file with a new key in force, from which on everything is sealed with it [VAU-10]. Null where one is under way already, or where what is
 * in memory has none ready. @param now by the server's clock
 */
export async function begunWith(file: KeyFile, { spare, ...held }: StorageKey, now: number): Promise<KeyFile | null> {
  const generation = held.generation + 1;
  if (!spare || file.links || (file.generation ?? 0) !== held.generation) return null;
  const { links } = spare;
  const begun: KeyFile = { ...file, generation, madeAt: now, isCopied: false, links };
  const bytes = file.recovery && (await linked(held, links.forward, held.generation, generation));
  if (!file.recovery || !bytes) return begun;
  const sealed = await withRecovery(begun, { generation, bytes }, file.recovery.publicKey);
  bytes.fill(0);
  return sealed;
}

/** The file without the key before the one in force: what opened it opens nothing any more [VAU-13]. Null where there is none, or while the server has no copy. */
export function letGo({ links, ...file }: KeyFile): KeyFile | null {
  if (!links || !file.isCopied) return null;
  return { ...file, wraps: file.wraps.filter(({ generation = 0 }) => generation === file.generation) };
}
