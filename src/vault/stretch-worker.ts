import type { Kdf } from './kdf.ts';
import { stretch } from './stretch.ts';

/** One question a worker: it ends with the answer, and the passphrase with it. */
export interface ToStretch {
  readonly passphrase: string;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly kdf: Kdf;
}
export type FromStretch = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly failed: true };

self.onmessage = ({ data }: MessageEvent<ToStretch>) => {
  stretch(data.passphrase, data.salt, data.kdf).then(
    (bytes) => self.postMessage({ bytes } satisfies FromStretch),
    () => self.postMessage({ failed: true } satisfies FromStretch)
  );
};
