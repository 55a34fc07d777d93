import * as v from 'valibot';
import { maybe } from '#protocol/fact-fields.ts';
import {
  PASSKEY_ALGORITHMS,
  type AddPasskeyRequest,
  type BeginPasskeyRequest,
  type PasskeyPurpose,
  type PasskeyRequest,
  type PasskeySignInRequest,
  type RenamePasskeyRequest
} from '#protocol/passkeys.ts';
import { MAX_PASSPHRASE } from '../people/passphrase.ts';
import {
  authenticatorData,
  bytes,
  clientData,
  credential,
  passkeyAssertion,
  passkeyChallenge as challenge
} from './passkey-shapes.ts';
import { publicKeys } from './requests.ts';

/** The shapes of src/protocol/passkeys.ts, checked at the door [API-1]. Unknown keys are passed over. */

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60));

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
  assertion: passkeyAssertion
});
export const passkeySignInRequest: v.GenericSchema<unknown, PasskeySignInRequest> = v.object({
  challenge,
  assertion: passkeyAssertion,
  keys: maybe(publicKeys)
});
export const passkeyChallengeRequest: v.GenericSchema<unknown, { readonly purpose?: PasskeyPurpose }> = v.object({
  purpose: maybe(v.picklist(['sign-in', 'vouching']))
});
export const passkeyRequest: v.GenericSchema<unknown, PasskeyRequest> = v.object({ credential });
export const renamePasskeyRequest: v.GenericSchema<unknown, RenamePasskeyRequest> = v.object({ credential, name });
