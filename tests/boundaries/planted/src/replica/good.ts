import * as Y from 'yjs';
import { domain } from '#domain/offer.ts';
export const replicaWith = [Y, domain];
