import type { Instant } from '#domain/time.ts';
import type { BlobId } from '#protocol/blobs/manifest.ts';
import type { Core } from '../core.ts';
import { recordedIn } from '../gate/writer.ts';

/** A content that no fact has named for so long is nobody's: its desk was cut off between the two, or never meant it. */
const GRACE_MS = 90 * 86_400_000;
const PAGE = 100;

/**
 * Takes contents away that no fact names [BLOB-11]. A kiosk's are named inside what it seals, and what a removed device handed over by facts that wait
 * for the recovery kit: those stay. Answers how many went.
 */
export async function dropOrphans(core: Pick<Core, 'blobs' | 'devices' | 'journal'>, now: Instant): Promise<number> {
  const desks = new Set(
    (await core.devices.all()).filter(({ role, revokedAt }) => role === 'desk' && revokedAt === null).map(deviceNoOf)
  );
  const old = await core.blobs.wholeBefore(now - GRACE_MS);
  const unnamed = new Set(old.flatMap(({ blob, device }) => (desks.has(device) ? [blob] : [])));
  for (let after = ''; unnamed.size > 0;) {
    const page = await core.journal.documents(after, PAGE, null);
    for (const { update } of page) for (const { fact } of recordedIn(update)) forget(unnamed, fact.of);
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    after = last.doc;
  }
  for (const blob of unnamed) await core.blobs.drop(blob);
  return unnamed.size;
}

const deviceNoOf = ({ deviceNo }: { readonly deviceNo: number }): number => deviceNo;

/** Takes every address that stands anywhere in a fact out of the set, also of kinds that a newer app writes. */
function forget(unnamed: Set<BlobId>, said: unknown): void {
  if (typeof said === 'string') unnamed.delete(said);
  else if (typeof said === 'object' && said !== null && !(said instanceof Uint8Array))
    for (const one of Object.values(said)) forget(unnamed, one);
}
