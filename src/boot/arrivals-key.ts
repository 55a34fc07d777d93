import { arrivalsPrivateKey } from '#protocol/envelope.ts';
import type { Station } from '#station/station.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import type { ServerCalls } from './server-calls.ts';

const KEY = 'arrivals-key';
type Held = Awaited<ReturnType<Station['arrivalsKey']>>;

/**
 * The key that opens kiosk submissions: asked of the server once, then kept on this device as a key that cannot be read out, so that
 * a desk opens submissions with the server gone. Null until then, and for ever at surfaces that may not have it.
 */
export function arrivalsKeyOf(
  database: Database,
  calls: Pick<ServerCalls, 'arrivalsKey'>,
  token: string
): Station['arrivalsKey'] {
  let held: Held = null;
  let asking: Promise<Held> | null = null;

  async function find(): Promise<Held> {
    const kept = await readMeta<NonNullable<Held>>(database, KEY);
    if (kept) return kept;
    const answer = await calls.arrivalsKey(token);
    if (!answer.ok) return null;
    const key = { keyId: answer.value.keyId, privateKey: await arrivalsPrivateKey(answer.value.privateKey) };
    await writeMeta(database, KEY, key);
    return key;
  }

  return async () => {
    if (held) return held;
    asking ??= find().finally(() => (asking = null));
    return (held = await asking);
  };
}
