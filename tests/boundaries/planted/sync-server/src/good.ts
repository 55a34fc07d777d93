import { readFileSync } from 'node:fs';
import * as Y from 'yjs';
import { domain } from '#domain/offer.ts';
import { protocol } from '#protocol/offer.ts';
export const serverWith = [readFileSync, Y, domain, protocol];
