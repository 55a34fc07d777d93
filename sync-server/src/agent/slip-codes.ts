import { lookUpOf, type LookUp } from '#protocol/day-keys.ts';

/** What the typed codes of slips come to, and where that lies, once it was worked out; by a slip's envelope. */
export class SlipCodes {
  readonly #key: CryptoKey;
  readonly #stretched = new Map<string, Uint8Array>();
  readonly #lookUps = new Map<string, LookUp>();

  constructor(key: CryptoKey) {
    this.#key = key;
  }

  keep(envelope: string, stretched: Uint8Array): void {
    this.#stretched.set(envelope, stretched);
  }

  async lookUp(envelope: string): Promise<LookUp | null> {
    const stretched = this.#stretched.get(envelope);
    const known = this.#lookUps.get(envelope);
    if (!stretched || known) return known ?? null;
    const found = await lookUpOf(stretched, this.#key);
    this.#lookUps.set(envelope, found);
    return found;
  }
}
