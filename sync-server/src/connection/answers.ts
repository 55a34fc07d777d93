import type { DocId } from '#domain/documents.ts';
import { cutUpdate, encodeHave, type Have } from '#protocol/run-bytes.ts';
import { encodeStep2, encodeUpdate } from '#protocol/sync-messages.ts';
import type { Journal } from '../journal/journal.ts';

/** Catch-up goes in parts of this size: at 20 kbit/s each takes 6 s, and y-websocket hangs up after 30 without a frame. */
const PART_BYTES = 16 * 1024;
export const EMPTY_UPDATE = Uint8Array.of(0, 0);
/** An answer shorter than this is sooner put together again than kept, bytes. */
const WORTH_KEEPING = 32 * 1024;
/** What is kept, bytes and milliseconds: for a morning on which every screen opens the same day at once. */
const MAX_KEPT = 8 * 1024 * 1024;
const KEPT_MS = 5_000;

interface Kept {
  readonly messages: readonly Uint8Array[];
  readonly bytes: number;
}

/** What step 2 says to those who ask the same of the same document at about the same time: put together once for all of them. */
export class Answers {
  readonly #journal: Journal;
  readonly #kept = new Map<DocId, Map<string, Kept>>();
  #bytes = 0;
  #end: NodeJS.Timeout | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
    journal.onCommit((rows) => {
      if (this.#kept.size > 0) for (const { doc } of rows) this.#forget(doc);
    });
  }

  /** Everything a device lacks of a document, in parts that each fit onto those before; the last is the answer it waits for [CON-3]. */
  async to(doc: DocId, have: Have): Promise<readonly Uint8Array[]> {
    const question = Buffer.from(encodeHave(have)).toString('latin1');
    const known = this.#kept.get(doc)?.get(question);
    if (known) return known.messages;
    const head = this.#journal.head();
    const lacking = await this.#journal.read(doc, have);
    const parts = lacking ? cutUpdate(lacking, PART_BYTES) : [EMPTY_UPDATE];
    const messages = parts.map((part, i) => (i < parts.length - 1 ? encodeUpdate(part) : encodeStep2(part)));
    const bytes = lacking?.length ?? 0;
    // A journal that reads from elsewhere may have grown meanwhile: it was to be forgotten before there was anything to forget.
    if (bytes >= WORTH_KEEPING && this.#journal.head() === head) this.#keep(doc, question, { messages, bytes });
    return messages;
  }

  /** The document has grown. */
  #forget(doc: DocId): void {
    const answers = this.#kept.get(doc);
    if (!answers) return;
    for (const { bytes } of answers.values()) this.#bytes -= bytes;
    this.#kept.delete(doc);
  }

  #keep(doc: DocId, question: string, answer: Kept): void {
    if (this.#bytes + answer.bytes > MAX_KEPT) return;
    const answers = this.#kept.get(doc) ?? new Map<string, Kept>();
    if (answers.has(question)) return;
    this.#kept.set(doc, answers.set(question, answer));
    this.#bytes += answer.bytes;
    this.#end ??= setTimeout(() => {
      this.#end = undefined;
      this.#kept.clear();
      this.#bytes = 0;
    }, KEPT_MS).unref();
  }
}
