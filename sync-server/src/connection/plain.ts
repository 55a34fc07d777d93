import type { WebSocket } from 'ws';
import { parseDocId, type DocId } from '#domain/documents.ts';
import { may } from '#protocol/access.ts';
import { CLOSE } from '#protocol/codes.ts';
import { encodeNo } from '#protocol/doc-messages.ts';
import { say } from '../gate/say.ts';
import { encodeAwareness } from './awareness.ts';
import { DocumentChannel, type Exchange } from './document-channel.ts';
import { onFrames } from './in-turn.ts';
import type { Peer } from './peer.ts';
import type { Connection } from './connections.ts';

const KEEP_ALIVE = encodeAwareness([]);

/** `/sync/<doc>`: one document over one socket, as any y-websocket client speaks it [CON-1]. */
export function servePlain(socket: WebSocket, peer: Peer, doc: DocId, exchange: Exchange): Connection {
  const ref = parseDocId(doc);
  // One answer for a document that is not there and for one that is not for this device.
  if (!ref || !may(peer.device, 'read', ref)) {
    exchange.onRefused('E_ROLE');
    if (ref) exchange.served?.denied(peer.device.deviceNo, 'E_ROLE', [`document:${doc}`]);
    peer.send(encodeNo({ code: 'E_ROLE', client: 0, have: 0, say: say('E_ROLE') }));
    peer.close(CLOSE.auth, 'no such document');
    return { peer, wantsNews: false, beat: () => undefined, news: () => undefined, end: () => undefined };
  }
  const channel = new DocumentChannel(doc, peer, exchange, (message) => peer.send(message));
  onFrames(socket, (data, isBinary) => {
    if (!peer.admits()) return;
    if (isBinary) channel.receive(data);
    else {
      channel.refuse('E_DECODE');
      peer.strike(CLOSE.badFrame);
    }
  });
  channel.open();
  return {
    peer,
    wantsNews: false,
    // y-websocket hears no pings, and closes after 30 s without a message.
    beat: () => peer.send(KEEP_ALIVE),
    news: () => undefined,
    end: () => channel.close()
  };
}
