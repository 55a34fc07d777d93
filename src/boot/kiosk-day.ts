import type { LocalDate } from '#domain/time.ts';
import type { DayKeys } from '#protocol/kiosk-http.ts';
import { NO_LEVELS, type KioskDay, type LookUpLevels } from '#station/kiosk-day.ts';
import { stretchAside, StretchFault } from '#vault/stretch-aside.ts';
import { evenly } from './evenly.ts';
import { passOn, takeOver } from './pass-on.ts';
import type { ServerCalls } from './server-calls.ts';

/** A kiosk that is not open asks this often whether staff have opened it. */
const ASK_MS = 5_000;
/** Stretching takes 0.3 to 2 s on what kiosks run on; answers come at multiples of this. */
const ANSWER_STEP_MS = 1_000;
const NAME = 'kiosk-day';

interface Held {
  readonly date: LocalDate;
  readonly code: CryptoKey;
  readonly person: CryptoKey | null;
}

export interface KioskDayParts {
  readonly token: string;
  readonly calls: Pick<ServerCalls, 'dayKeys'>;
  readonly today: () => LocalDate;
}

/** Holds the keys of a kiosk's day in this page's memory, and asks for them while it has none [KIO-16]. */
export function openKioskDay({ token, calls, today }: KioskDayParts): KioskDay & { readonly stop: () => void } {
  const listeners = new Set<(levels: LookUpLevels) => void>();
  let held: Held | null = null;
  let isAsking = false;
  let isStopped = false;

  const levels = (): LookUpLevels => (held ? { code: true, person: held.person !== null } : NO_LEVELS);
  const set = (next: Held | null): void => {
    held = isStopped ? null : next;
    for (const listener of listeners) listener(levels());
  };

  async function ask(): Promise<void> {
    // The day is over: what was typed today opens nothing tomorrow, and a key of yesterday nothing today.
    if (held && held.date !== today()) set(null);
    if (held || isAsking || isStopped) return;
    isAsking = true;
    const answer = await calls.dayKeys(token);
    const keys = answer.ok ? await ready(answer.value) : null;
    isAsking = false;
    if (keys?.date === today()) set(keys);
  }

  void takeOver(NAME).then((left) => {
    if (isHeld(left) && left.date === today()) set(left);
    else void ask();
  });
  const timer = setInterval(() => void ask(), ASK_MS);

  return {
    watch: (next) => {
      listeners.add(next);
      next(levels());
      return () => listeners.delete(next);
    },
    lookUp: (level, secret, { salt, envelopes }) => {
      const key = held?.date === today() ? held[level] : null;
      if (!key || !salt) return Promise.resolve(null);
      return evenly(() => lookedUp(key, secret, salt, envelopes), ANSWER_STEP_MS);
    },
    passOn: () => (held ? passOn(NAME, held) : Promise.resolve()),
    stop: () => {
      isStopped = true;
      clearInterval(timer);
      set(null);
      listeners.clear();
    }
  };
}

/** One stretch, one look, one attempt to open: of a decoy where nothing lies. */
export async function lookedUp(
  dayKey: CryptoKey,
  secret: string,
  salt: Uint8Array,
  envelopes: ReadonlyMap<string, Uint8Array>,
  stretch: typeof stretchAside = stretchAside
) {
  const [{ lookUpOf, STRETCH }, { decoyEnvelope, openEnvelope }] = await Promise.all([
    dayKeys(),
    import('#protocol/envelope.ts')
  ]);
  try {
    const { envelope, key } = await lookUpOf(await stretch(secret, new Uint8Array(salt), STRETCH), dayKey);
    return await openEnvelope(envelopes.get(envelope) ?? decoyEnvelope().sealed, key);
  } catch (fault) {
    if (fault instanceof StretchFault) return null; // no memory for it, or no WebAssembly: the desk goes on
    throw fault;
  }
}

const dayKeys = () => import('#protocol/day-keys.ts');

async function ready({ keys }: DayKeys): Promise<Held | null> {
  if (!keys) return null;
  const { dayKeyFrom } = await dayKeys();
  const [code, person] = await Promise.all([
    dayKeyFrom(bytesOf(keys.code)),
    keys.person === null ? null : dayKeyFrom(bytesOf(keys.person))
  ]);
  return { date: keys.date, code, person };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** What comes from another page, which may be of another version. */
function isHeld(left: unknown): left is Held {
  const { date, code, person } = (left ?? {}) as Partial<Record<keyof Held, unknown>>;
  return typeof date === 'string' && code instanceof CryptoKey && (person === null || person instanceof CryptoKey);
}
