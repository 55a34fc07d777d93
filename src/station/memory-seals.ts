import { codeSecret, kioskCodeFrom } from '#domain/intake/kiosk-secret.ts';
import { NO_BOARD_AREAS } from './board-areas.ts';
import { NO_LEVELS, type KioskDay, type LookUpLevels } from './kiosk-day.ts';
import type { Station } from './station.ts';

interface Levers {
  /** Staff open this kiosk for these, or its keys are gone. */
  readonly setLookUps: (levels: LookUpLevels) => void;
}
type Seals = Pick<
  Station,
  'boardAreas' | 'kioskDay' | 'newSlip' | 'newCode' | 'sealSubmission' | 'openSubmission' | 'openSlip' | 'slipName'
>;

/**
 * What the wire's sealing looks like from a feature's side: what is sealed opens again with the right key or code, and with
 * nothing else. It hides nothing; the real sealing is src/protocol's, and is tested there.
 */
export function memorySeals(
  randomBytes: (count: number) => Uint8Array<ArrayBuffer>,
  hasKey: () => boolean
): Seals & Levers {
  const { set: setLookUps, ...kioskDay } = memoryKioskDay();
  return {
    boardAreas: NO_BOARD_AREAS,
    kioskDay,
    setLookUps,
    newSlip: async () => {
      const text = `SLIP-${hex(randomBytes(16))}`;
      return { envelope: `e-${text.slice(-16)}`, key: bytesOf(text), text };
    },
    newCode: async (birthDate, date) => {
      if (!hasKey()) return null;
      const text = kioskCodeFrom(randomBytes(8));
      return { text, stretched: bytesOf(`${date} ${codeSecret(text, birthDate)}`).slice(0, 32) };
    },
    sealSubmission: async (submission, to) => bytesOf({ to: to.keyId, submission }),
    openSubmission: async ({ keyId, sealed }) => {
      const opened = valueOf(sealed) as { to?: unknown; submission?: never } | null;
      return hasKey() && opened?.to === keyId ? (opened.submission ?? null) : null;
    },
    slipName: async (text) => (text.startsWith('SLIP-') ? `e-${text.slice(-16)}` : null),
    openSlip: async (text, { envelopes }) => {
      const sealed = envelopes.get(`e-${text.slice(-16)}`);
      return sealed ? ((valueOf(sealed) as { envelope: never } | null)?.envelope ?? null) : null;
    }
  };
}

/** A kiosk's day, opened by the test: an envelope lies under `e-` and the secret. */
function memoryKioskDay(): KioskDay & { readonly set: (levels: LookUpLevels) => void } {
  const listeners = new Set<(levels: LookUpLevels) => void>();
  let levels = NO_LEVELS;
  return {
    watch: (next) => {
      listeners.add(next);
      next(levels);
      return () => listeners.delete(next);
    },
    lookUp: async (level, secret, { envelopes }) => {
      const sealed = levels[level] ? envelopes.get(`e-${secret}`) : undefined;
      return sealed ? ((valueOf(sealed) as { envelope: never } | null)?.envelope ?? null) : null;
    },
    passOn: async () => undefined,
    set: (next) => {
      levels = next;
      for (const listener of listeners) listener(levels);
    }
  };
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

function valueOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
