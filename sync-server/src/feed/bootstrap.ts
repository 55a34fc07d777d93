import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocId } from '#domain/documents.ts';
import type { DeviceScope } from '#protocol/access.ts';
import { encodeRecord } from '#protocol/feed.ts';
import type { Journal, StoredDoc } from '../journal/journal.ts';
import { audienceOf } from './audience.ts';

/** Documents a record, and bytes after which a record ends with fewer: a long day weighs as much as a thousand patients. */
const PACK = 1_000;
const PACK_BYTES = 1024 * 1024;
/** Documents read before others get a turn. */
const PAGE = 100;

/** `GET /sync/bootstrap`: every document a device may read, each merged to one update, in the order of their ids [FEED-2]. */
/** Bytes of an update of nothing. */
const EMPTY = 2;

export async function* bootstrapFor(journal: Journal, device: DeviceScope, after: DocId): AsyncGenerator<Uint8Array> {
  const { prefixes, allows } = audienceOf(device);
  // Asked before the first document is read: what changes meanwhile comes twice, never not at all.
  const next = journal.head();
  let last = after;
  let pack: StoredDoc[] = [];
  let bytes = 0;
  for (;;) {
    const page = await journal.documents(last, PAGE, prefixes);
    for (const stored of page) {
      // A damaged document comes with nothing in it: it will come when it is mended.
      if (!allows(stored.doc) || stored.update.length <= EMPTY) continue;
      pack.push(stored);
      bytes += stored.update.length;
      if (pack.length < PACK && bytes < PACK_BYTES) continue;
      yield encodeRecord({ type: 'packed', docs: pack });
      pack = [];
      bytes = 0;
    }
    last = page.at(-1)?.doc ?? last;
    if (page.length < PAGE) break;
    await nextTurn();
  }
  if (pack.length > 0) yield encodeRecord({ type: 'packed', docs: pack });
  yield encodeRecord({ type: 'end', next, more: false });
}
