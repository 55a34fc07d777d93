import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newArrivalsKeyPair, type ArrivalsKeyPair } from '#protocol/envelope.ts';

/** The key pair that kiosk submissions are sealed to, made at first start, in a file only the server's user can read. */
export async function loadArrivalsKey(dataDir: string): Promise<ArrivalsKeyPair> {
  const file = path.join(dataDir, 'arrivals-key.json');
  if (existsSync(file)) {
    const { keyId, publicKey, privateKey } = JSON.parse(readFileSync(file, 'utf8')) as Stored; // written below
    return { keyId, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), privateKey };
  }
  const pair = await newArrivalsKeyPair();
  const stored: Stored = { ...pair, publicKey: Buffer.from(pair.publicKey).toString('base64url') };
  writeFileSync(file, JSON.stringify(stored), { mode: 0o600, flush: true });
  chmodSync(file, 0o600);
  return pair;
}

interface Stored extends Omit<ArrivalsKeyPair, 'publicKey'> {
  readonly publicKey: string;
}
