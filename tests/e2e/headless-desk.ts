import { expect } from '@playwright/test';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Fact } from '#domain/fact.ts';
import { stampAt } from '#domain/time.ts';
import type { Server } from './server.ts';

/** A desk without a browser: a plain y-websocket client with a token of its own, as anyone may write one. */
export interface HeadlessDesk {
  /** The document's facts of every device, once it is synced. */
  read(doc: string): Promise<readonly Fact[]>;
  append(doc: string, kind: string, of: unknown): Promise<void>;
  /** Several facts of one document, sent as one change. */
  appendAll(doc: string, facts: readonly Pick<Fact, 'kind' | 'of'>[]): Promise<void>;
  close(): void;
}

export async function headlessDesk(server: Server): Promise<HeadlessDesk> {
  // Each provider listens for the end of the process.
  process.setMaxListeners(100);
  const printed = await server.anteroom('enroll', '--role', 'desk', '--json');
  const desk = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as {
    deviceNo: number;
    clientIdBase: number;
    token: string;
  };
  const open = new Map<string, { doc: Y.Doc; provider: WebsocketProvider }>();

  const opened = async (name: string): Promise<Y.Doc> => {
    const known = open.get(name);
    if (known) return known.doc;
    const doc = new Y.Doc();
    doc.clientID = desk.clientIdBase + 1;
    const provider = new WebsocketProvider(`${server.url.replace('http', 'ws')}/sync`, name, doc, {
      protocols: ['anteroom.v1', desk.token],
      disableBc: true,
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket // ws has the parts that y-websocket uses
    });
    open.set(name, { doc, provider });
    await expect.poll(() => provider.synced).toBe(true);
    return doc;
  };
  const appendAll: HeadlessDesk['appendAll'] = async (name, facts) => {
    const doc = await opened(name);
    const said = facts.map(({ kind, of }) => ({ kind, at: stampAt(Date.now()), by: `device:${desk.deviceNo}`, of }));
    doc.getArray(`facts/${desk.deviceNo}`).push(said);
  };
  return {
    read: async (name) => {
      const doc = await opened(name);
      return [...doc.share.keys()].flatMap((root) => doc.getArray<Fact>(root).toArray());
    },
    append: (name, kind, of) => appendAll(name, [{ kind, of }]),
    appendAll,
    close: () => {
      for (const { provider } of open.values()) provider.destroy();
    }
  };
}
