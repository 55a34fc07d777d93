import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { domain } from '#domain/offer.ts';
import { protocol } from '#protocol/offer.ts';
export const syncWith = [WebsocketProvider, Y, domain, protocol];
