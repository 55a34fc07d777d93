type Bytes = Uint8Array<ArrayBuffer>;

/** 256 random bits, and which of a device's storage keys they are; the first is generation 0. Whoever holds them wraps them, seals them, and forgets them. */
export interface StorageSecret {
  readonly generation: number;
  readonly bytes: Bytes;
}

/** What blocks of one generation are sealed and opened with. It cannot be read out. */
export interface GenerationKey {
  readonly generation: number;
  readonly key: CryptoKey;
}

/** The storage key of an open device, in memory alone [VAU-5]. A structured clone of it goes to other tabs and to workers. */
export interface StorageKey extends GenerationKey {
  /** While the store is sealed anew: what lies there still opens with this one. */
  readonly before?: GenerationKey;
  /** The next one, made when the device was opened, for only then were the bits of this one at hand. Nothing is sealed with it before it is begun with. */
  readonly spare?: SpareKey;
}

interface SpareKey {
  readonly key: CryptoKey;
  readonly links: KeyLinks;
}

/** Two keys, each sealed with the other: who opens a device by one has both [VAU-11]. */
export interface KeyLinks {
  /** The newer one, sealed with the older. */
  readonly forward: Bytes;
  /** The older one, sealed with the newer. */
  readonly back: Bytes;
}

/** Keys, as sealing asks for them. They may be looked up anew in between. */
export interface Keys {
  /** The one that is in force. */
  readonly generation: number;
  toSeal(): Promise<GenerationKey>;
  /** Null where there is none of that generation. */
  of(generation: number): Promise<CryptoKey | null>;
}

export function newStorageSecret(generation = 0): StorageSecret {
  return { generation, bytes: crypto.getRandomValues(new Uint8Array(32)) };
}

export async function generationKeyOf({ generation, bytes }: StorageSecret): Promise<GenerationKey> {
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { generation, key };
}

/** A storage key as it is, for ever. */
export function theseKeys(storage: StorageKey): Keys {
  return {
    generation: storage.generation,
    toSeal: () => Promise.resolve(storage),
    of: (generation) => Promise.resolve(keyFrom(storage, generation))
  };
}

export function keyFrom({ before, ...storage }: StorageKey, generation: number): CryptoKey | null {
  if (generation === storage.generation) return storage.key;
  return generation === before?.generation ? before.key : null;
}
