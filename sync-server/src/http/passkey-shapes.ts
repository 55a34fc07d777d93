import * as v from 'valibot';

/** What the parts of a passkey's answers are made of, for every request that has one: unpadded base64url. */
export const bytes = (least: number, most: number): v.GenericSchema<string> =>
  v.pipe(v.string(), v.minLength(least), v.maxLength(most), v.regex(/^[A-Za-z0-9_-]+$/));

/** Up to 1,023 bytes (WebAuthn §4, credential id). */
export const credential = bytes(1, 1_364);
export const passkeyChallenge = bytes(20, 100);
export const clientData = bytes(1, 4_000);
export const authenticatorData = bytes(1, 6_000);
export const passkeyAssertion = v.object({
  credential,
  clientData,
  authenticatorData,
  signature: bytes(1, 1_400),
  userHandle: v.nullable(bytes(1, 100))
});
