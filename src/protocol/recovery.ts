import type { SignedIn } from './http.ts';
import type { Assertion } from './passkeys.ts';

/**
 * What stands on the recovery kit, as JSON under `/api` (see http.ts). The words of the kit are never sent: whoever has them opens a
 * box, and shows what was in it.
 */

/** `GET` and `POST /api/recovery-key` (people): which recovery key is in force, and another one from now on [KIT-3]. */
export interface RecoveryKeyInForce {
  /** Printed above its words; null where there is no kit yet. */
  readonly name: string | null;
}
export interface NewRecoveryKeyRequest {
  /** Its public half: an uncompressed point of P-256, hexadecimal. */
  readonly publicKey: string;
}

/** What somebody shows in place of a person's own sign-in [LOST-1]. All of it must hold. */
export interface Vouching {
  /** What was sealed in a `RecoveryChallenge`, base64: whoever opens it has the kit. Good once, within five minutes. */
  readonly kit?: string;
  /** Managers, by their own sign-in; at most two. */
  readonly managers?: readonly VouchingManager[];
}

/** A manager's own sign-in: name and passphrase, or a passkey that signed a challenge for vouching. */
export type VouchingManager =
  | { readonly name: string; readonly passphrase: string }
  | { readonly passkey: { readonly challenge: string; readonly assertion: Assertion } };

/** `POST /api/recovery/challenge`, open to anyone. */
export interface RecoveryChallenge {
  readonly publicKey: string;
  /** A box to that key (box.ts, label `KIT_PROOF`), base64. */
  readonly sealed: string;
}
export const KIT_PROOF = 'recovery-challenge';

/** What a removed device seals to the recovery key before it deletes itself (http.ts, `RescueRequest`). */
export const RESCUE_LABEL = 'rescue';

/** `POST /api/recovery/renew`, open to anyone: a new passphrase for who lost their way in. Answers `NewPassphrase`. */
export interface RenewRequest extends Vouching {
  /** Whose sign-in it is; name or id. */
  readonly name: string;
  readonly reason: string;
}

/** `POST /api/device/break-glass`, from a desk: emergency access (SECURITY §1.1), told to all desks. */
export interface BreakGlassRequest extends Vouching {
  /** Of the device's making, and in its own fact as well. */
  readonly alarm: string;
  readonly name: string;
  readonly reason: string;
}
export interface BrokenGlass {
  readonly user: SignedIn['user'];
  /** As in `SignedIn`. */
  readonly storageKey?: string;
  /** Names of the managers who vouched. */
  readonly vouched?: readonly string[];
}
/** How long it lasts, milliseconds (SECURITY.md §1.1). */
export const GLASS_MS = 60 * 60_000;
