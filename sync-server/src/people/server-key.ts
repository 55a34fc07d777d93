import { rawOf, signed } from '#protocol/device-keys.ts';
import type { EcJwk } from '#protocol/envelope.ts';
import type { Notes } from '../records/notes.ts';

/** The server's identity (SECURITY §3, SK): devices pin its public half when they are enrolled, and it signs their certificates. */
export interface ServerKey {
  /** The public point, hexadecimal. */
  readonly raw: string;
  sign(text: Uint8Array<ArrayBuffer>): Promise<string>;
}

const KEY = 'server-key';
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** The clinic's own, made when it is first asked for. It lies in the clinic's database, whose file only the server's user may read. */
export async function serverKey(notes: Notes): Promise<ServerKey> {
  const text = (await notes.read(KEY)) ?? (await notes.claim(KEY, JSON.stringify(await newKey())));
  const jwk = JSON.parse(text) as EcJwk; // written here
  const key = await crypto.subtle.importKey('jwk', jwk, ECDSA, false, ['sign']);
  const publicKey = await crypto.subtle.importKey('jwk', publicOf(jwk), ECDSA, true, ['verify']);
  return { raw: await rawOf(publicKey), sign: (bytes) => signed(bytes, key) };
}

async function newKey(): Promise<EcJwk> {
  const pair = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  const { kty, crv, x, y, d } = (await crypto.subtle.exportKey('jwk', pair.privateKey)) as Required<EcJwk>; // it is one
  return { kty, crv, x, y, d };
}

function publicOf({ kty, crv, x, y }: EcJwk): EcJwk {
  return { ...(kty && { kty }), ...(crv && { crv }), ...(x && { x }), ...(y && { y }) };
}
