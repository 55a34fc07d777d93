import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { DeviceScope } from '#protocol/access.ts';
import { LIMITS } from '#protocol/limits.ts';

const DAY_MS = 86_400_000;

/** What each device has sent today, over all its sockets [CON-11]. Of this process; a restart begins anew. */
export class DayBudget {
  readonly #now: () => Instant;
  readonly #spent = new Map<DeviceNo, number>();
  readonly #most: (device: DeviceScope) => number;
  #day = 0;

  /** @param most bytes a day */
  constructor(now: () => Instant, most = ({ role }: DeviceScope): number => LIMITS[role].bytesPerDay) {
    this.#now = now;
    this.#most = most;
  }

  /** Takes bytes from a device's day; false when they are more than is left of it. */
  take(device: DeviceScope, bytes: number): boolean {
    const { deviceNo } = device;
    const day = Math.floor(this.#now() / DAY_MS);
    if (day !== this.#day) this.#spent.clear();
    this.#day = day;
    const spent = (this.#spent.get(deviceNo) ?? 0) + bytes;
    if (spent > this.#most(device)) return false;
    this.#spent.set(deviceNo, spent);
    return true;
  }
}
