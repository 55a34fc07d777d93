import type { FromStretch, ToStretch } from './stretch-worker.ts';
import type { Kdf } from './kdf.ts';

/** The key derivation did not run: no worker, or no memory for it. */
export class StretchFault extends Error {
  override readonly name = 'StretchFault';
}

/** `stretch` off the main thread; where there are no workers (tests in Node), on it. @throws {StretchFault} */
export async function stretchAside(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  kdf: Kdf
): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof Worker === 'undefined') return await (await import('./stretch.ts')).stretch(passphrase, salt, kdf);
  const worker = new Worker(new URL('./stretch-worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<FromStretch>) => {
        if ('bytes' in data) resolve(data.bytes);
        else reject(new StretchFault('failed'));
      };
      worker.onerror = () => reject(new StretchFault('no worker'));
      worker.postMessage({ passphrase, salt, kdf } satisfies ToStretch);
    });
  } finally {
    worker.terminate();
  }
}
