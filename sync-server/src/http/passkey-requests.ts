import * as v from 'valibot';
import { maybe } from '#protocol/fact-fields.ts';
import {
  PASSKEY_ALGORITHMS,
  type AddPasskeyRequest,
  type BeginPasskeyRequest,
  type PasskeyRequest,
  type PasskeySignInRequest,
  type RenamePasskeyRequest
} from '#protocol/passkeys.ts';
import { MAX_PASSPHRASE } from '../people/passphrase.ts';
import { publicKeys } from './requests.ts';

/** The shapes of src/protocol/passkeys.ts, checked at the door [API-1]. Unknown keys are passed over. */

const bytes = (least: number, most: number): v.GenericSchema<string> =>
  v.pipe(v.string(), v.minLength(least), v.maxLength(most), v.regex(/^[A-Za-z0-9_-]+$/));

/** Up to 1,023 bytes (WebAuthn §4, credential id). */
const credential = bytes(1, 1_364);
const challenge = bytes(20, 100);
const clientData = bytes(1, 4_000);
const authenticatorData = bytes(1, 6_000);
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60));

const assertion = v.object({
  credential,
  clientData,
  authenticatorData,
  signature: bytes(1, 1_400),
  userHandle: v.nullable(bytes(1, 100))
});
const made = v.object({
  credential,
  clientData,
  authenticatorData,
  publicKey: bytes(1, 1_400),
  algorithm: v.picklist(PASSKEY_ALGORITHMS)
});

export const beginPasskeyRequest: v.GenericSchema<unknown, BeginPasskeyRequest> = v.object({
  passphrase: v.pipe(v.string(), v.maxBytes(MAX_PASSPHRASE))
});
export const addPasskeyRequest: v.GenericSchema<unknown, AddPasskeyRequest> = v.object({
  challenge,
  name,
  made,
  assertion
});
export const passkeySignInRequest: v.GenericSchema<unknown, PasskeySignInRequest> = v.object({
  challenge,
  assertion,
  keys: maybe(publicKeys)
});
export const passkeyRequest: v.GenericSchema<unknown, PasskeyRequest> = v.object({ credential });
export const renamePasskeyRequest: v.GenericSchema<unknown, RenamePasskeyRequest> = v.object({ credential, name });
