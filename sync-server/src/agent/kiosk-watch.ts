import type { NewOf } from '#domain/fact.ts';
import type { DeviceNo } from '#domain/ids.ts';
import type { KioskFact, SilentKiosk } from '#domain/scheduling/late-arrivals.ts';
import type { Instant } from '#domain/time.ts';

/** A kiosk as it is at one look. */
export interface KioskState {
  readonly device: DeviceNo;
  readonly label: string;
  /** When it was last heard; null while it is not. */
  readonly heardAt: Instant | null;
}

/** Follows which kiosks of a day are heard, and says what changed. A page that is loaded anew is away for a moment: two looks make it silent. */
export class KioskWatch {
  readonly #silent = new Set<DeviceNo>();
  readonly #away = new Set<DeviceNo>();
  readonly #heardAt = new Map<DeviceNo, Instant>();
  #since: Instant | null = null;

  /** What an earlier life of the server said. */
  begin(silent: readonly SilentKiosk[]): void {
    for (const { device } of silent) this.#silent.add(device);
  }

  /** What there is to say after a look. A kiosk that was never heard in this life is silent since the first look, or what was said before. */
  said(kiosks: readonly KioskState[], now: Instant): readonly NewOf<KioskFact>[] {
    this.#since ??= now;
    const first = this.#since;
    return kiosks.flatMap(({ device, label, heardAt }): NewOf<KioskFact>[] => {
      if (heardAt !== null) {
        this.#heardAt.set(device, heardAt);
        this.#away.delete(device);
        return this.#silent.delete(device) ? [{ kind: 'kiosk/heard', of: { device, at: now } }] : [];
      }
      if (this.#silent.has(device)) return [];
      if (!this.#away.has(device)) {
        this.#away.add(device);
        return [];
      }
      this.#silent.add(device);
      const since = this.#heardAt.get(device) ?? first;
      return [{ kind: 'kiosk/silent', of: { device, label, since } }];
    });
  }
}
