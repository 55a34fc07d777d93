import { openBox } from '#protocol/box.ts';
import { RESCUE_LABEL } from '#protocol/recovery.ts';
import { hexOf } from '#protocol/hex.ts';
import { kitKeyOf } from '#protocol/recovery-kit.ts';
import { publicKeyOf } from '../backup/recovery-key.ts';

/** In front of what a removed device sealed to the recovery key, so that nobody takes it for an update that is damaged. */
const MARK = Buffer.from('anteroom sealed 1\n');

/** What a removed device could not send, as it is kept: sealed, the server reads it no more than a backup [DEV-6]. */
export function asSealed(box: Uint8Array): Buffer {
  return Buffer.concat([MARK, box]);
}

/** The box; null for what was kept in the clear. */
export function boxIn(kept: Uint8Array): Uint8Array | null {
  return MARK.equals(kept.subarray(0, MARK.length)) ? kept.subarray(MARK.length) : null;
}

/** The update that was sealed; null for another kit's. @param secret the kit's private key */
export async function openRescued(box: Uint8Array, secret: Uint8Array): Promise<Uint8Array | null> {
  const publicKey = publicKeyOf(secret);
  const key = publicKey && (await kitKeyOf(new Uint8Array(secret), hexOf(publicKey)));
  return key ? await openBox(box, key, RESCUE_LABEL) : null;
}
