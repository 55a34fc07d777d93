import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeviceScope } from '#protocol/access.ts';
import { encodeRecord } from '#protocol/feed.ts';
import type { Journal } from '../journal/journal.ts';
import { audienceOf } from './audience.ts';

const PAGE = 500;
/** Rows looked at for one answer, unless asked for fewer; the reader asks again from its `end`. */
export const MAX_CHANGES = 20_000;
/** One answer is ended after about this much, so that what came is safe with the reader before more is sent. Bytes. */
const MAX_BYTES = 8 * 1024 * 1024;

/** `GET /sync/changes`: what a device may read of the journal's rows after `since`, in order [FEED-1]. */
export async function* changesFor(
  journal: Journal,
  device: DeviceScope,
  since: number,
  limit: number
): AsyncGenerator<Uint8Array> {
  const { prefixes, allows } = audienceOf(device);
  let from = since;
  let left = Math.min(limit, MAX_CHANGES);
  let bytes = 0;
  for (;;) {
    const page = await journal.changes(from, Math.min(PAGE, left), prefixes);
    const allowed = page.changes.filter(({ doc }) => allows(doc));
    const records = Buffer.concat(allowed.map((change) => encodeRecord({ type: 'change', ...change })));
    bytes += records.length;
    if (records.length > 0) yield records;
    from = page.upTo;
    left -= page.changes.length;
    if (!page.more || left <= 0 || bytes >= MAX_BYTES) {
      yield encodeRecord({ type: 'end', next: from, more: page.more });
      return;
    }
    await nextTurn(); // others' frames come first
  }
}
