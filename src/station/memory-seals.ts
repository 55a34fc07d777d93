import type { Station } from './station.ts';

type Seals = Pick<Station, 'newSlip' | 'sealSubmission' | 'openSubmission' | 'openSlip'>;

/**
 * What the wire's sealing looks like from a feature's side: what is sealed opens again with the right key or code, and with
 * nothing else. It hides nothing; the real sealing is src/protocol's, and is tested there.
 */
export function memorySeals(randomBytes: (count: number) => Uint8Array<ArrayBuffer>, hasKey: () => boolean): Seals {
  return {
    newSlip: async () => {
      const text = `SLIP-${hex(randomBytes(16))}`;
      return { envelope: `e-${text.slice(-16)}`, key: bytesOf(text), text };
    },
    sealSubmission: async (submission, to) => bytesOf({ to: to.keyId, submission }),
    openSubmission: async ({ keyId, sealed }) => {
      const opened = valueOf(sealed) as { to?: unknown; submission?: never } | null;
      return hasKey() && opened?.to === keyId ? (opened.submission ?? null) : null;
    },
    openSlip: async (text, { envelopes }) => {
      const sealed = envelopes.get(`e-${text.slice(-16)}`);
      return sealed ? ((valueOf(sealed) as { envelope: never } | null)?.envelope ?? null) : null;
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
