type Bytes = Uint8Array<ArrayBuffer>;

const P256 = { name: 'ECDH', namedCurve: 'P-256' } as const;
const POINT = 65;
const TAG = 16;
const VERSION = 1;

/**
 * Seals bytes so that only who has the private key reads them: ephemeral ECDH P-256, HKDF-SHA-256, AES-256-GCM (the manner of
 * RFC 9180's base mode). @param label what it is sealed for: a box of another kind does not open
 * @throws when the key is no point of P-256
 */
export async function sealBox(bytes: Uint8Array, publicKey: Uint8Array, label: string): Promise<Bytes> {
  const recipient = await crypto.subtle.importKey('raw', new Uint8Array(publicKey), P256, false, []);
  const ephemeral = await crypto.subtle.generateKey(P256, false, ['deriveBits']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', ephemeral.publicKey));
  const { key, iv } = await keyOf(ephemeral.privateKey, recipient, point, label);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new Uint8Array(bytes)));
  const box = new Uint8Array(1 + POINT + sealed.length);
  box[0] = VERSION;
  box.set(point, 1);
  box.set(sealed, 1 + POINT);
  return box;
}

/** What was sealed; null for anything else. */
export async function openBox(box: Uint8Array, privateKey: CryptoKey, label: string): Promise<Bytes | null> {
  if (box[0] !== VERSION || box.length < 1 + POINT + TAG) return null;
  const point = box.slice(1, 1 + POINT);
  try {
    const sender = await crypto.subtle.importKey('raw', point, P256, false, []);
    const { key, iv } = await keyOf(privateKey, sender, point, label);
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, box.slice(1 + POINT)));
  } catch {
    return null; // no point of the curve, or the tag does not fit: WebCrypto tells no more
  }
}

/** The ephemeral key is used once, so a derived nonce repeats never. */
async function keyOf(mine: CryptoKey, theirs: CryptoKey, point: Bytes, label: string) {
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256);
  const secret = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode(`anteroom/box/${label}`);
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: point, info };
  const bytes = await crypto.subtle.deriveBits(parameters, secret, (32 + 12) * 8);
  const key = await crypto.subtle.importKey('raw', bytes.slice(0, 32), 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { key, iv: new Uint8Array(bytes.slice(32)) };
}
