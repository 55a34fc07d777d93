import { createPublicKey, verify } from 'node:crypto';

/** What stands before a raw P-256 point in its SubjectPublicKeyInfo (RFC 5480 §2). */
const SPKI_P256 = '3059301306072a8648ce3d020106082a8648ce3d030107034200';

/** Whether a text was signed by whoever has the key. At once, because a check of the log asks it row by row. All hexadecimal. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.from(SPKI_P256 + publicKey, 'hex'), format: 'der', type: 'spki' });
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'hex'));
}
