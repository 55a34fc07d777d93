import type { Envelope } from '#domain/intake/intake-facts.ts';
import type { LookUpLevel } from '#domain/intake/kiosk-secret.ts';
import type { Arrivals } from './rows.ts';

/** What a kiosk can look up now, beside slips. */
export type LookUpLevels = Readonly<Record<LookUpLevel, boolean>>;

export const NO_LEVELS: LookUpLevels = { code: false, person: false };

/** What a kiosk may look up today. All false until staff open it, after a reload, and once its day is over (SECURITY.md §4). */
export interface KioskDay {
  /** Calls with what can be looked up now, and each change. Returns the way to stop. */
  watch(next: (levels: LookUpLevels) => void): () => void;
  /**
   * What a kiosk may know of the visit that a secret (src/domain/intake/kiosk-secret.ts) stands for. Null for every other secret, after
   * the same work and at the same time.
   */
  lookUp(level: LookUpLevel, secret: string, arrivals: Arrivals): Promise<Envelope | null>;
  /** Takes the keys over to the page that is about to stand in the place of this one, and to no other. */
  passOn(): Promise<void>;
}

/** Of every surface that is no kiosk. */
export const NO_KIOSK_DAY: KioskDay = {
  watch: (next) => {
    next(NO_LEVELS);
    return () => undefined;
  },
  lookUp: () => Promise.resolve(null),
  passOn: () => Promise.resolve()
};
