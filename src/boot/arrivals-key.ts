import { arrivalsPrivateKey } from '#protocol/envelope.ts';
import type { Station } from '#station/station.ts';
import type { Database } from '#storage/database.ts';
import { readSealed, writeSealed } from '#storage/meta.ts';
import type { ArrivalsKey } from '#protocol/http.ts';
import type { ServerCalls } from './server-calls.ts';

const KEY = 'arrivals-key';
type Held = Awaited<ReturnType<Station['arrivalsKey']>>;

/**
 * The key that opens kiosk submissions: asked of the server once, then kept on this device, sealed, so that a desk opens submissions
 * with the server gone. Null until then, and for ever at surfaces that may not have it.
 */
export function arrivalsKeyOf(
  database: Database,
  calls: Pick<ServerCalls, 'arrivalsKey'>,
  token: string
): Station['arrivalsKey'] {
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

async function ready({ keyId, privateKey }: ArrivalsKey): Promise<NonNullable<Held>> {
  return { keyId, privateKey: await arrivalsPrivateKey(privateKey) };
}
