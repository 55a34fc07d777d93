import type { DeviceNo, SiteId } from '#domain/ids.ts';
import { localDateOf, type Instant, type LocalDate } from '#domain/time.ts';
import { dayKeyOf, daySeedOf } from '#protocol/day-keys.ts';
import type { DayKeys } from '#protocol/kiosk-http.ts';
import type { Core } from '../core.ts';

/** So long an opened kiosk has to come for its keys: a person stands at it, or will in a moment. */
export const OPENING_MS = 10 * 60_000;

/** How a kiosk stands, beside what the register of devices has of it. */
export interface KioskState {
  /** Staff opened it; it may come for its keys until then. */
  readonly openingUntil: Instant | null;
  /** The day it was given the keys of; null again when it says that it has none. */
  readonly openedFor: LocalDate | null;
  /** A manager allowed looking people up by name there (L3). */
  readonly byName: boolean;
}

const SHUT: KioskState = { openingUntil: null, openedFor: null, byName: false };

export async function kioskStateOf({ notes }: Pick<Core, 'notes'>, no: DeviceNo): Promise<KioskState> {
  const text = await notes.read(noteOf(no));
  return text === null ? SHUT : { ...SHUT, ...(JSON.parse(text) as Partial<KioskState>) }; // written below
}

/** Staff open a kiosk for the day: it may fetch its keys, once. */
export async function openKiosk(core: Core, no: DeviceNo): Promise<void> {
  await change(core, no, (state) => ({ ...state, openingUntil: core.now() + OPENING_MS }));
}

/** A manager allows or ends looking up by name. What the kiosk holds goes with its next opening; the envelopes go at once. */
export async function allowByName(core: Core, no: DeviceNo, byName: boolean): Promise<void> {
  await change(core, no, (state) => ({ ...state, byName }));
}

/** Whether any kiosk of an office looks people up by name. */
export async function isByNameAt(core: Pick<Core, 'notes' | 'devices'>, site: SiteId): Promise<boolean> {
  for (const { deviceNo, role, site: at, revokedAt } of await core.devices.all()) {
    if (role === 'kiosk' && at === site && revokedAt === null && (await kioskStateOf(core, deviceNo)).byName)
      return true;
  }
  return false;
}

/**
 * The keys of today for a kiosk that staff have opened: given once for each opening, and never again, whoever asks with its token. A
 * kiosk that asks has none, and is shown as one that waits to be opened.
 */
export async function takeDayKeys(core: Core, no: DeviceNo, site: SiteId): Promise<DayKeys['keys']> {
  const zone = (await core.practice()).sites.get(site)?.zone;
  if (zone === undefined) return null;
  const now = core.now();
  const date = localDateOf(now, zone);
  let given: KioskState | null = null;
  await change(core, no, (state) => {
    const isOpening = state.openingUntil !== null && state.openingUntil > now;
    given = isOpening ? state : null;
    if (!isOpening && state.openedFor === null && state.openingUntil === null) return state;
    return { ...state, openingUntil: null, openedFor: isOpening ? date : null };
  });
  if (!given) return null;
  const seed = await daySeedOf((await core.arrivalsKey()).privateKey);
  const [code, person] = await Promise.all([
    dayKeyOf(seed, site, date, 'code'),
    (given as KioskState).byName ? dayKeyOf(seed, site, date, 'person') : null
  ]);
  return { date, code: base64(code), person: person && base64(person) };
}

/** Two who ask at the same moment, in this process or another, do not both get an opening's keys. */
async function change(core: Core, no: DeviceNo, next: (state: KioskState) => KioskState): Promise<void> {
  await core.alone('kiosks', async () => {
    const before = await kioskStateOf(core, no);
    const after = next(before);
    if (after !== before) await core.notes.write(noteOf(no), JSON.stringify(after));
  });
}

function noteOf(no: DeviceNo): string {
  return `kiosk/${no}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
