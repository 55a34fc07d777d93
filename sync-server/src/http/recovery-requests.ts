import { ECDH } from 'node:crypto';
import * as v from 'valibot';
import type { BreakGlassRequest, NewRecoveryKeyRequest, RenewRequest } from '#protocol/recovery.ts';
import { maybe } from '#protocol/fact-fields.ts';
import { MAX_PASSPHRASE } from '../people/passphrase.ts';
import { passkeyAssertion, passkeyChallenge } from './passkey-shapes.ts';

const MAX_NAME = 120;
const MAX_REASON = 200;

/** A public key: 65 bytes of an uncompressed point of P-256. Nothing could ever be opened that was sealed to one off the curve. */
export const recoveryKey = v.pipe(v.string(), v.regex(/^04[0-9a-f]{128}$/), v.check(isOnCurve));

export const newRecoveryKeyRequest: v.GenericSchema<unknown, NewRecoveryKeyRequest> = v.object({
  publicKey: recoveryKey
});

const words = (max: number): v.GenericSchema<string> => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(max));
const vouching = {
  /** 54 bytes, base64: a challenge as it was opened. */
  kit: maybe(v.pipe(v.string(), v.base64(), v.maxLength(128))),
  managers: maybe(
    v.pipe(
      v.array(
        v.union([
          v.object({ name: words(MAX_NAME), passphrase: v.pipe(v.string(), v.maxBytes(MAX_PASSPHRASE)) }),
          v.object({ passkey: v.object({ challenge: passkeyChallenge, assertion: passkeyAssertion }) })
        ])
      ),
      v.maxLength(2)
    )
  )
};

export const renewRequest: v.GenericSchema<unknown, RenewRequest> = v.object({
  name: words(MAX_NAME),
  reason: words(MAX_REASON),
  ...vouching
});

export const breakGlassRequest: v.GenericSchema<unknown, BreakGlassRequest> = v.object({
  alarm: v.pipe(v.string(), v.regex(/^[0-9a-z]{16}$/)),
  name: words(MAX_NAME),
  reason: words(MAX_REASON),
  ...vouching
});

function isOnCurve(hex: string): boolean {
  try {
    return ECDH.convertKey(hex, 'prime256v1', 'hex').length > 0;
  } catch {
    return false;
  }
}
