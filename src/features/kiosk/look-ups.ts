import type { Envelope } from '#domain/intake/intake-facts.ts';
import { codeSecret, personSecret, type LookUpLevel, type PersonTold } from '#domain/intake/kiosk-secret.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Arrivals } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { mayLookUp, withFailure } from './failed-tries.ts';
import type { KioskDevices } from './kiosk-devices.ts';

/** What came of a look-up. `isBlind`: it failed, and this kiosk looks nothing more up for a while [KIO-6]. */
export interface Found {
  readonly envelope: Envelope | null;
  readonly isBlind: boolean;
  /** The name of a slip that opens nothing today, for the desk to look on other days [KIO-32]. */
  readonly slip?: string;
}

const NOT_FOUND: Found = { envelope: null, isBlind: false };

/** Looks visits up for one kiosk, and counts what fails, whoever tried. While it is blind it looks at nothing. */
export interface LookUps {
  mayLookUp(): boolean;
  slip(text: string, arrivals: Arrivals): Promise<Found>;
  code(told: { readonly code: string; readonly birthDate: LocalDate }, arrivals: Arrivals): Promise<Found>;
  person(told: PersonTold, arrivals: Arrivals): Promise<Found>;
}

export function lookUpsAt(
  station: Station,
  { failedTries, usedCodes }: Pick<KioskDevices, 'failedTries' | 'usedCodes'>
): LookUps {
  const isAllowed = (): boolean => mayLookUp(failedTries.read(), station.now());
  const typed = (level: LookUpLevel, secret: string, arrivals: Arrivals): Promise<Envelope | null> =>
    station.kioskDay.lookUp(level, secret, arrivals);

  /** That somebody looked something up, and whether it was there; never what was held up or typed [AUD-14]. */
  function counted(reason: 'slip' | LookUpLevel, envelope: Envelope | null): Found {
    station.audit.did({ action: 'kiosk/looked-up', refs: [], reason, verdict: envelope ? 'done' : 'denied' });
    if (envelope) return { envelope, isBlind: false };
    const wasAllowed = isAllowed();
    failedTries.write(withFailure(failedTries.read(), station.now()));
    const isBlind = !isAllowed();
    if (isBlind && wasAllowed) station.audit.did({ action: 'kiosk/blinded', refs: [], verdict: 'denied' });
    return { envelope: null, isBlind };
  }

  /** A code that somebody has checked in with here is as good as none: it may be a photograph. */
  function unused(envelope: Envelope | null): Envelope | null {
    return envelope && usedCodes.read(station.today()).has(envelope.envelope) ? null : envelope;
  }

  return {
    mayLookUp: isAllowed,
    slip: async (text, arrivals) => {
      if (!isAllowed()) return NOT_FOUND;
      // Named whether it opens or not: all codes are the same work.
      const [opened, slip] = await Promise.all([station.openSlip(text, arrivals), station.slipName(text)]);
      const found = counted('slip', unused(opened));
      return opened === null && slip !== null ? { ...found, slip } : found;
    },
    code: async ({ code, birthDate }, arrivals) =>
      isAllowed() ? counted('code', unused(await typed('code', codeSecret(code, birthDate), arrivals))) : NOT_FOUND,
    person: async (told, arrivals) =>
      isAllowed() ? counted('person', await typed('person', personSecret(told), arrivals)) : NOT_FOUND
  };
}
