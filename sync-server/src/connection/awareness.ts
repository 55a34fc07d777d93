import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { deviceOf, type ClientId, type DeviceNo } from '#domain/ids.ts';
import { MESSAGE } from '#protocol/doc-messages.ts';
import { MAX_AWARENESS } from '#protocol/limits.ts';

/** Where somebody is, for a moment: y-protocols' awareness, never stored. */
export interface Presence {
  readonly client: ClientId;
  readonly clock: number;
  /** JSON; `null` when gone. */
  readonly state: string;
}

/** More than a clinic has screens. */
const MAX_ENTRIES = 256;

export type AwarenessFault = 'E_FOREIGN' | 'E_SIZE' | 'E_DECODE';

/**
 * What a device says of itself in an awareness message [CON-7]. A y-websocket client sends on what it heard of others as well: that
 * is passed over when it is no news, and refused when it is.
 * @param known the clocks heard so far in this document
 */
export function ownPresence(
  body: Uint8Array,
  device: DeviceNo,
  known: ReadonlyMap<ClientId, Presence>
): Presence | null | AwarenessFault {
  let own: Presence | null = null;
  try {
    const input = decoding.createDecoder(body);
    const count = decoding.readVarUint(input);
    if (count > MAX_ENTRIES) return 'E_SIZE';
    for (let i = 0; i < count; i++) {
      const entry = {
        client: decoding.readVarUint(input),
        clock: decoding.readVarUint(input),
        state: readState(input)
      };
      if (deviceOf(entry.client) === device) {
        if (own && own.client !== entry.client) return 'E_FOREIGN';
        own = entry;
      } else if (entry.state !== 'null' && entry.clock > (known.get(entry.client)?.clock ?? -1)) {
        return 'E_FOREIGN';
      }
    }
    if (decoding.hasContent(input)) return 'E_DECODE';
  } catch {
    return 'E_DECODE';
  }
  if (!own) return null;
  if (Buffer.byteLength(own.state) > MAX_AWARENESS) return 'E_SIZE';
  return isState(own.state) ? own : 'E_DECODE';
}

export function encodeAwareness(entries: readonly Presence[]): Uint8Array {
  const body = encoding.createEncoder();
  encoding.writeVarUint(body, entries.length);
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(body, client);
    encoding.writeVarUint(body, clock);
    encoding.writeVarString(body, state);
  }
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, MESSAGE.awareness);
  encoding.writeVarUint8Array(out, encoding.toUint8Array(body));
  return encoding.toUint8Array(out);
}

/** What the others must hear so that someone is gone. */
export function gone({ client, clock }: Presence): Presence {
  return { client, clock: clock + 1, state: 'null' };
}

function readState(input: decoding.Decoder): string {
  return decoding.readVarString(input);
}

/** Receivers parse it: what throws there is not passed on from here. */
function isState(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
