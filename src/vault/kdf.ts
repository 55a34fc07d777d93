/** How a passphrase is made into key material. Kept beside what was wrapped with it, so that figures may grow. */
export type Kdf =
  | { readonly name: 'argon2id'; readonly memoryKiB: number; readonly passes: number }
  | { readonly name: 'pbkdf2'; readonly iterations: number };

/** 64 MiB and three passes take a third of a second here and a GPU 270 µs a guess (SECURITY.md §3, §4). */
export const ARGON2ID: Kdf = { name: 'argon2id', memoryKiB: 65_536, passes: 3 };
/** Where WebAssembly is switched off; OWASP's floor doubled. */
export const PBKDF2: Kdf = { name: 'pbkdf2', iterations: 1_200_000 };
/** Which of them this browser can do: tried, not looked up. */
export function kdfHere(): Kdf {
  try {
    // The smallest module there is (https://webassembly.github.io/spec/core/binary/modules.html#binary-module).
    new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    return ARGON2ID;
  } catch {
    return PBKDF2;
  }
}
