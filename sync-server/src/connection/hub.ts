import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import type { Row } from '../journal/journal.ts';
import { encodeAwareness, gone, type Presence } from './awareness.ts';
import type { DocumentChannel } from './document-channel.ts';
import { News } from './news.ts';

/** An open document: who listens, and who is there. Gone with its last listener, so memory follows open sockets alone. */
interface Room {
  readonly channels: Set<DocumentChannel>;
  readonly presences: Map<ClientId, Presence>;
}

/** Passes on what is committed, and where people are, to those who have the document open. */
export class Hub {
  readonly #rooms = new Map<DocId, Room>();

  join(channel: DocumentChannel): void {
    const room = this.#rooms.get(channel.doc);
    if (room) room.channels.add(channel);
    else this.#rooms.set(channel.doc, { channels: new Set([channel]), presences: new Map() });
  }

  leave(channel: DocumentChannel): void {
    const room = this.#rooms.get(channel.doc);
    if (!room?.channels.delete(channel)) return;
    if (channel.presence) this.setPresence(channel, gone(channel.presence));
    if (room.channels.size === 0) this.#rooms.delete(channel.doc);
  }

  /** Rows as the journal commits them: one message a document and commit, encoded once for all who listen [CON-12]. */
  deliver(rows: readonly Row[]): void {
    for (const [doc, own] of Map.groupBy(rows, (row) => row.doc)) {
      const room = this.#rooms.get(doc);
      if (!room) continue;
      const news = new News(own);
      for (const channel of room.channels) channel.deliver(news);
    }
  }

  presences(doc: DocId): ReadonlyMap<ClientId, Presence> {
    return this.#rooms.get(doc)?.presences ?? new Map<ClientId, Presence>();
  }

  /** Tells the others in the document where this one is. */
  setPresence(channel: DocumentChannel, presence: Presence): void {
    const room = this.#rooms.get(channel.doc);
    if (!room) return;
    if (presence.state === 'null') room.presences.delete(presence.client);
    else room.presences.set(presence.client, presence);
    const message = encodeAwareness([presence]);
    for (const other of room.channels) if (other !== channel) other.send(message);
  }

  /** Open documents, for the metrics. */
  get size(): number {
    return this.#rooms.size;
  }
}
