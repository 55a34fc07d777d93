import type { Envelope } from '#domain/intake/intake-facts.ts';
import { decoyEnvelope, envelopeIdOf, envelopeKeyOf, openEnvelope, slipSecret } from '#protocol/envelope.ts';
import { evenly, type Pace } from './evenly.ts';

/** A slip's answer comes at multiples of this after the scan: no sooner for a code that is none. */
const STEP_MS = 250;
const NO_SECRET = new Uint8Array(16);

/** What the QR of a slip opens; null for every other text, after the same work and at the same time [KIO-18]. */
export async function openedSlip(
  text: string,
  envelopes: ReadonlyMap<string, Uint8Array>,
  pace?: Pace
): Promise<Envelope | null> {
  return await evenly(
    async () => {
      // Whatever is wrong with a code, it is looked for like a good one.
      const secret = slipSecret(text) ?? NO_SECRET;
      const [envelope, key] = await Promise.all([envelopeIdOf(secret), envelopeKeyOf(secret)]);
      return await openEnvelope(envelopes.get(envelope) ?? decoyEnvelope().sealed, key);
    },
    STEP_MS,
    pace
  );
}

/** By what name the envelope of a slip lies; null for a text that is none. It opens nothing: the desk sees by it which day the slip is for [KIO-32]. */
export async function slipName(text: string): Promise<string | null> {
  const secret = slipSecret(text);
  return secret && (await envelopeIdOf(secret));
}
