import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { DeviceScope } from '#protocol/access.ts';
import { LIMITS } from '#protocol/limits.ts';

const DAY_MS = 86_400_000;

/** What each device has sent today, over all its sockets [CON-11]. Of this process; a restart begins anew. */
export class DayBudget {
  readonly #now: () => Instant;
  readonly #spent = new Map<DeviceNo, number>();
  #day = 0;

  constructor(now: () => Instant) {
    this.#now = now;
  }

  /** Takes bytes from a device's day; false when they are more than is left of it. */
  take({ deviceNo, role }: DeviceScope, bytes: number): boolean {
    const day = Math.floor(this.#now() / DAY_MS);
    if (day !== this.#day) this.#spent.clear();
    this.#day = day;
    const spent = (this.#spent.get(deviceNo) ?? 0) + bytes;
    if (spent > LIMITS[role].bytesPerDay) return false;
    this.#spent.set(deviceNo, spent);
    return true;
  }
}
