import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newArrivalsKeyPair, type ArrivalsKeyPair } from '#protocol/envelope.ts';

/** The file of the data folder that keeps the pair, and how. */
export const arrivalsKeyFile = {
  name: 'arrivals-key.json',
  encode(pair: ArrivalsKeyPair): Uint8Array {
    return Buffer.from(arrivalsKeyText(pair));
  }
};

/** The key pair that kiosk submissions are sealed to, made at first start, in a file only the server's user can read. */
export async function loadArrivalsKey(dataDir: string): Promise<ArrivalsKeyPair> {
  const file = path.join(dataDir, arrivalsKeyFile.name);
  if (existsSync(file)) return arrivalsKeyFrom(readFileSync(file, 'utf8'));
  const pair = await newArrivalsKeyPair();
  writeFileSync(file, arrivalsKeyFile.encode(pair), { mode: 0o600, flush: true });
  chmodSync(file, 0o600);
  return pair;
}

interface Stored extends Omit<ArrivalsKeyPair, 'publicKey'> {
  readonly publicKey: string;
}

export function arrivalsKeyText(pair: ArrivalsKeyPair): string {
  return JSON.stringify({ ...pair, publicKey: Buffer.from(pair.publicKey).toString('base64url') } satisfies Stored);
}

/** @param text what `arrivalsKeyText` wrote */
export function arrivalsKeyFrom(text: string): ArrivalsKeyPair {
  const { keyId, publicKey, privateKey } = JSON.parse(text) as Stored; // written above
  return { keyId, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), privateKey };
}
