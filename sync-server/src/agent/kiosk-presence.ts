import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { Device, Devices } from '../people/devices.ts';

/** When each of these kiosks was last heard; one that is not heard now is not in it [MISS-2]. */
export type KioskPresence = (kiosks: readonly Device[], now: Instant) => ReadonlyMap<DeviceNo, Instant>;

/** How often a server says which devices it hears. */
const TELL_MS = 20_000;
/** A kiosk that no server has said to hear for so long is not heard: two tellings may be late, or lost. */
const UNTOLD_MS = 3 * TELL_MS;

/** Where one server has all the sockets. */
export function presenceBySockets(sockets: { has(device: DeviceNo): boolean }): KioskPresence {
  return (kiosks, now) =>
    new Map(kiosks.filter(({ deviceNo }) => sockets.has(deviceNo)).map(({ deviceNo }) => [deviceNo, now]));
}

/**
 * Where several servers share one database: each writes down which devices it hears (`sharedPresence`), and whoever has the agent's duty looks whether
 * that goes on. It is the change that counts, by the clock of who looks: clocks of servers differ. What was never seen to change is
 * heard for as long as it may take to change: nobody is called silent by a server that has just taken over.
 */
export function presenceByRegister(): KioskPresence {
  const known = new Map<DeviceNo, { readonly seenAt: Instant | undefined; readonly changedAt: Instant }>();
  return (kiosks, now) => {
    for (const { deviceNo, seenAt } of kiosks) {
      const before = known.get(deviceNo);
      if (!before || before.seenAt !== seenAt) known.set(deviceNo, { seenAt, changedAt: now });
    }
    const heard = kiosks.flatMap(({ deviceNo }) => {
      const changedAt = known.get(deviceNo)?.changedAt ?? now;
      return now - changedAt < UNTOLD_MS ? [[deviceNo, changedAt] as const] : [];
    });
    return new Map(heard);
  };
}

/** Devices that have a socket open at any of the servers, as far as this one can tell. */
export interface SharedPresence {
  has(device: DeviceNo): boolean;
  /** Writes down which are heard here, for the other servers and whoever has the agent's duty, and looks what the others wrote. */
  tell(): Promise<void>;
}

/**
 * Of several servers on one database each knows its own sockets; of the others' devices it sees that what they write goes on [DEV-11]. It is the change that
 * counts, by the clock of who looks. What was never seen to change is not here: right after its start a server says nothing of what it cannot know.
 */
export function sharedPresence(
  devices: Pick<Devices, 'stillHere' | 'all'>,
  sockets: { has(device: DeviceNo): boolean; every(): ReadonlySet<DeviceNo> },
  now: () => Instant
): SharedPresence {
  const known = new Map<DeviceNo, { readonly seenAt: Instant | undefined; readonly changedAt: Instant | null }>();
  return {
    has: (device) => {
      const changedAt = known.get(device)?.changedAt ?? null;
      return sockets.has(device) || (changedAt !== null && now() - changedAt < UNTOLD_MS);
    },
    tell: async () => {
      await devices.stillHere([...sockets.every()]);
      for (const { deviceNo, seenAt } of await devices.all()) {
        const before = known.get(deviceNo);
        if (!before) known.set(deviceNo, { seenAt, changedAt: null });
        else if (before.seenAt !== seenAt) known.set(deviceNo, { seenAt, changedAt: now() });
      }
    }
  };
}

/** Does so for as long as the timer runs. */
export function startTelling(presence: SharedPresence, onFault: (error: unknown) => void): NodeJS.Timeout {
  return setInterval(() => void presence.tell().catch(onFault), TELL_MS).unref();
}
