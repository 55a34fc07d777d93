import type * as Y from 'yjs';
export type Bad = Y.Doc;
