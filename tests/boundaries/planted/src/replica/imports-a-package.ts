import { WebsocketProvider } from 'y-websocket';
export const bad = WebsocketProvider;
