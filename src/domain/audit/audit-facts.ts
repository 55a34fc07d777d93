import type { Fact } from '../fact.ts';
import type { UserId } from '../ids.ts';
import type { Instant, Stamp } from '../time.ts';

/**
 * What may be written down of what people and devices did with records, beside the facts they wrote (SECURITY.md §5). The name of a
 * command where it has one; a newer version may know more. Each has a producer, or `producers.test.ts` fails [AUD-12].
 */
export const AUDIT_ACTIONS = [
  // Who is at a device.
  'session/began',
  'session/ended',
  'session/locked',
  'session/unlocked',
  'session/switched',
  'sign-in/failed',
  // What was seen, and what left the screen.
  'patient/viewed',
  'patient/searched',
  'document/viewed',
  'day/viewed',
  'list/viewed',
  'field/revealed',
  'field/copied',
  'sheet/printed',
  'patients/exported',
  'access-log/read',
  'access-log/exported',
  'access-log/explained',
  // A device in a patient's hands, and what was signed on it.
  'device/handed-over',
  'form/signed',
  // What was refused, and what was opened all the same.
  'access/denied',
  'access/broken-glass',
  'kiosk/opened',
  'kiosk/looked-up',
  'kiosk/handed-off',
  'kiosk/blinded',
  // The server's own (SECURITY.md §5): what it gave to whom, who may come in, what it is.
  'document/served',
  'calendar/served',
  'calendar/shared',
  'calendar/revoked',
  'feed/served',
  'device/enrolled',
  'device/refused',
  'device/renamed',
  'device/removed',
  'person/added',
  'person/role-changed',
  'person/disabled',
  'person/enabled',
  'person/passphrase-renewed',
  'person/recovered',
  'recovery-key/changed',
  'patients/imported',
  'backup/made',
  'quarantine/opened',
  'quarantine/settled',
  'lock-times/changed',
  'storage-key/changed',
  'passkey/added',
  'passkey/removed',
  'session/killed',
  'role/changed',
  'server/configured',
  'server/restored',
  'witness/disagreed'
] as const;

/** Who works at the server's own command line: whoever may log in to that computer, and no account of ours [AUD-22]. */
export const COMMAND_LINE: UserId = 'command-line';

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What an entry speaks of: `patient:<id>`, `day:<site>/<date>`, `list:<site>/<list>`, `device:<no>`. Ids only; names are looked up when it is shown [AUD-1]. */
export type AuditRef =
  `${'patient' | 'day' | 'document' | 'device' | 'user' | 'checkpoint' | 'site' | 'role' | 'entry' | 'calendar' | 'list'}:${string}`;

/** One act, as whoever did it says it. */
export interface AuditNote {
  readonly action: AuditAction;
  readonly refs: readonly AuditRef[];
  /** Why, where a reason was asked for; a word of ours or a person's. */
  readonly reason?: string;
  /** Groups of fields that were on screen or on paper (minimum-necessary.ts). */
  readonly fields?: readonly string[];
  /** Done when left out. */
  readonly verdict?: 'done' | 'denied';
}

/** What an entry says beside its fact's writer: its place in its session's chain, and the act. */
export interface AuditNoted {
  /** One person at one tab of one device, from opening to closing. */
  readonly session: string;
  /** From 0, without gaps. */
  readonly seq: number;
  readonly hlc: Stamp;
  /** What the device's clock showed. */
  readonly wall: Instant;
  /** An `AuditAction`, or one of a newer version. */
  readonly action: string;
  readonly refs: readonly string[];
  readonly reason: string;
  readonly fields: readonly string[];
  readonly verdict: 'done' | 'denied';
  /** Only in a session's first entry: the last entry this device wrote before it, where it knows one. */
  readonly after?: { readonly session: string; readonly seq: number; readonly hash: Uint8Array };
  /** SHA-256 over the hash before it and everything above (chain.ts). */
  readonly hash: Uint8Array;
}

/** Facts of an `audit/<device>/<date>` document. Never taken back. */
export type AuditFact =
  | Fact<'audit/noted', AuditNoted>
  /** The device's signature over a session's chain up to `seq`, where the device has a signing key. */
  | Fact<
      'audit/signed',
      { readonly session: string; readonly seq: number; readonly keyId: string; readonly signature: Uint8Array }
    >
  /** The server's own, in the document of its own device (checkpoint.ts). */
  | Fact<'audit/checkpoint', AuditCheckpoint>;

/** What the server saw of everybody's chains at a moment, signed; devices keep it as witnesses. */
export interface AuditCheckpoint {
  readonly epoch: string;
  /** From 0 in each epoch, without gaps. */
  readonly n: number;
  readonly at: Instant;
  /** The last row of the journal that counts, and its hash: every fact ever accepted is under it. */
  readonly upTo: number;
  readonly journal: Uint8Array;
  /** Merkle root over each device's head. */
  readonly root: Uint8Array;
  /** The hash of the checkpoint before; of nothing, 32 zeros. */
  readonly prev: Uint8Array;
  readonly keyId: string;
  /** ECDSA P-256 over SHA-256, of the text of all the above (checkpointText). */
  readonly signature: Uint8Array;
}
