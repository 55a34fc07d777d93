import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { Device, Devices } from '../people/devices.ts';

/** When each of these kiosks was last heard; one that is not heard now is not in it [MISS-2]. */
export type KioskPresence = (kiosks: readonly Device[], now: Instant) => ReadonlyMap<DeviceNo, Instant>;

/** How often a server says which kiosks it hears. */
const TELL_MS = 20_000;
/** A kiosk that no server has said to hear for so long is not heard: two tellings may be late, or lost. */
const UNTOLD_MS = 3 * TELL_MS;

/** Where one server has all the sockets. */
export function presenceBySockets(sockets: { has(device: DeviceNo): boolean }): KioskPresence {
  return (kiosks, now) =>
    new Map(kiosks.filter(({ deviceNo }) => sockets.has(deviceNo)).map(({ deviceNo }) => [deviceNo, now]));
}

/**
 * Where several servers share one database: each writes down which kiosks it hears (`tellPresence`), and whoever has the agent's duty looks whether
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

/** Writes down which kiosks are heard here, for whoever has the agent's duty. */
export async function tellPresence(
  devices: Pick<Devices, 'stillHere'>,
  sockets: { devices(role: 'kiosk'): ReadonlySet<DeviceNo> }
): Promise<void> {
  await devices.stillHere([...sockets.devices('kiosk')]);
}

/** Does so for as long as the timer runs. */
export function startTelling(
  devices: Pick<Devices, 'stillHere'>,
  sockets: { devices(role: 'kiosk'): ReadonlySet<DeviceNo> },
  onFault: (error: unknown) => void
): NodeJS.Timeout {
  return setInterval(() => void tellPresence(devices, sockets).catch(onFault), TELL_MS).unref();
}
