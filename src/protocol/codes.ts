/** Why the server does not take a frame (RELIABILITY §3.4). */
export type NoCode =
  | 'E_SIZE'
  | 'E_RATE'
  | 'E_VERB'
  | 'E_ROLE'
  | 'E_FOREIGN'
  | 'E_GAP'
  | 'E_DUP'
  | 'E_DECODE'
  | 'E_TIMEOUT'
  | 'E_SCHEMA'
  | 'E_CARD'
  | 'E_EPOCH'
  /** Of a newer schema than the server's, and not to be understood without it: to be sent again when the server is updated. */
  | 'E_VERSION'
  | 'E_SKEW'
  | 'E_DISK'
  /** The server found its own copy of the document damaged; its writers are asked to send again (E_GAP). */
  | 'E_DAMAGED'
  | 'E_LEASE'
  | 'E_REVOKED'
  | 'E_ORIGIN'
  | 'E_AUTH'
  | 'E_INTERNAL';

/** Codes after which the same bytes may be sent again later; the others will never be taken. */
export const RETRYABLE: ReadonlySet<NoCode> = new Set([
  'E_RATE',
  'E_GAP',
  'E_TIMEOUT',
  'E_DISK',
  'E_DAMAGED',
  'E_VERSION',
  'E_INTERNAL'
]);

/** WebSocket close codes. y-websocket stops reconnecting on 4400 to 4499; 1012 asks for a reconnect. */
export const CLOSE = {
  badFrame: 4400,
  auth: 4401,
  revoked: 4403,
  authTimeout: 4408,
  duplicateDevice: 4409,
  tooBig: 4413,
  updateRequired: 4426,
  rate: 4429,
  readOnlyDisk: 4503,
  restart: 1012
} as const;

/** Reasons that come with `CLOSE.auth` and `CLOSE.revoked` when it is the person who may not go on, not the device. */
export const SIGN_IN_AGAIN = 'sign in again';
export const PERSON_OUT = 'this person was signed out';

/** How `CLOSE.revoked` says when and by whom a device was removed: this, a day, a name. A close reason has at most 123 bytes. */
export const REMOVED = 'removed';

export function removalReason(day: string, by: string): string {
  let name = by;
  while (new TextEncoder().encode(name).length > 80) name = [...name].slice(0, -1).join('');
  return `${REMOVED}|${day}|${name}`;
}

/** The same for a person (RELIABILITY §6, 5). */
export function removalWords(reason: string): string {
  const [what, day = '', by = ''] = reason.split('|');
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  const month = date ? MONTHS[Number(date[2]) - 1] : undefined;
  if (what !== REMOVED || !date || month === undefined) return 'This device was removed. Ask a manager.';
  return `This device was removed on ${Number(date[3])} ${month}${by === '' ? '' : ` by ${by}`}. Ask a manager.`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
