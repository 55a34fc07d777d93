import type { Database } from '#storage/database.ts';
import { readSealed, writeSealed } from '#storage/meta.ts';
import type { ArrivalsKey } from '#protocol/http.ts';
import type { ServerCalls } from './server-calls.ts';

const KEY = 'arrivals-key';

/** The clinic's arrivals key, as a desk holds it. */
export interface HeldArrivalsKey {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  /** From what the keys of each day follow (src/protocol/day-keys.ts). */
  readonly daySeed: Uint8Array<ArrayBuffer>;
}
type Held = HeldArrivalsKey | null;

/**
 * The key that opens kiosk submissions: asked of the server once, then kept on this device, sealed, so that a desk opens submissions
 * with the server gone. Null until then, and for ever at surfaces that may not have it.
 */
export function arrivalsKeyOf(
  database: Database,
  calls: Pick<ServerCalls, 'arrivalsKey'>,
  token: string
): () => Promise<Held> {
  let held: Held = null;
  let asking: Promise<Held> | null = null;

  async function find(): Promise<Held> {
    const kept = await readSealed<ArrivalsKey>(database, KEY);
    if (kept) return await ready(kept);
    const answer = await calls.arrivalsKey(token);
    if (!answer.ok) return null;
    await writeSealed(database, KEY, answer.value);
    return await ready(answer.value);
  }

  return async () => {
    if (held) return held;
    asking ??= find().finally(() => (asking = null));
    return (held = await asking);
  };
}

async function ready({ keyId, privateKey }: ArrivalsKey): Promise<HeldArrivalsKey> {
  const [{ daySeedOf }, { arrivalsPrivateKey }] = await Promise.all([
    import('#protocol/day-keys.ts'),
    import('#protocol/envelope.ts')
  ]);
  return { keyId, privateKey: await arrivalsPrivateKey(privateKey), daySeed: await daySeedOf(privateKey) };
}
