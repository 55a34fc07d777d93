import { CARD_WORDS } from '#domain/money/card-guard.ts';
import type { NoCode } from '#protocol/codes.ts';

/** What a person is told: what happened and what is safe; no code, no inner workings (RELIABILITY §6). */
const SAY: Readonly<Record<NoCode, string>> = {
  E_SIZE: 'That is too large to send in one piece. It is kept on this device.',
  E_RATE: 'This device sends more than it may. What it wrote is safe here and is sent later.',
  E_VERB: 'This device may not make that change.',
  E_ROLE: 'This device has no such document.',
  E_FOREIGN: 'This change carries another device’s name and was not taken.',
  E_GAP: 'Catching up …',
  E_DUP: 'This device’s data was copied. Enrol it again; nothing was lost.',
  E_DECODE: 'A change could not be read; it is kept for review.',
  E_TIMEOUT: 'The server was too busy. Trying again.',
  E_SCHEMA: 'A field is not allowed.',
  E_CARD: CARD_WORDS,
  E_EPOCH: 'The server was restored, and what it was given there differs. This is kept here for a person to look at.',
  E_VERSION: 'The server is being updated. Saved on this device; sent when the server can read it.',
  E_SKEW: 'This device’s clock is wrong. Times are shown by the server’s clock.',
  E_DISK: 'The server’s disk is full. Saved on this device.',
  E_DAMAGED: 'The server’s copy of this is damaged and is being mended. Saved on this device.',
  E_LEASE: 'Held by another desk.',
  E_REVOKED: 'This device was removed. Ask a manager.',
  E_ORIGIN: 'This page may not connect here.',
  E_AUTH: 'This device is not signed in.',
  E_INTERNAL: 'The server had a fault. Saved on this device; trying again.'
};

export function say(code: NoCode): string {
  return SAY[code];
}
