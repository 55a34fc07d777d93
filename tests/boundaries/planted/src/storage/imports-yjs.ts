import * as Y from 'yjs';
export const bad = Y;
