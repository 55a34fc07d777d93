import type { DeviceSeal } from '#domain/forms/signature.ts';
import type { DeviceSigning } from './signing.ts';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGN = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A device's key as it is, made when it is first asked for; whoever signs with another is unknown here. */
export function memorySigning(): DeviceSigning {
  // The pair by its parts: Node's types have no name for it.
  let pair: Promise<{ readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }> | null = null;
  const keys = () => (pair ??= crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']));
  const rawOf = async (key: CryptoKey) => new Uint8Array(await crypto.subtle.exportKey('raw', key));
  return {
    seal: async (text): Promise<DeviceSeal> => {
      const { privateKey, publicKey } = await keys();
      const signature = new Uint8Array(await crypto.subtle.sign(SIGN, privateKey, new TextEncoder().encode(text)));
      return { key: await rawOf(publicKey), signature };
    },
    check: async (text, { key, signature }) => {
      const { publicKey } = await keys();
      const own = await rawOf(publicKey);
      if (own.some((byte, i) => byte !== key[i])) return 'unknown';
      const bytes = Uint8Array.from(signature);
      return (await crypto.subtle.verify(SIGN, publicKey, bytes, new TextEncoder().encode(text))) ? 'good' : 'broken';
    }
  };
}
