/**
 * SHA-256 (FIPS 180-4) of a text of ASCII characters, as 64 hexadecimal digits. Here and not the platform's, because a chain is built
 * entry by entry where nothing may wait, and because the same code must run in a file that is opened with no server and no network.
 * Node has a faster one, which the server hands in.
 */
export function sha256(ascii: string): string {
  const blocks = paddedWords(ascii);
  const state = Int32Array.from(START);
  const schedule = new Int32Array(64);
  for (let at = 0; at < blocks.length; at += 16) compress(state, blocks, at, schedule);
  let hex = '';
  for (const word of state) hex += (word >>> 0).toString(16).padStart(8, '0');
  return hex;
}

/** How a text of ASCII characters is hashed, as hexadecimal digits. */
export type Sha256 = (ascii: string) => string;

/** Fractional parts of the cube roots of the first 64 primes, and of the square roots of the first eight (FIPS 180-4 §4.2.2, §5.3.3). */
const PRIMES = firstPrimes(64);
const ROUND = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

/** The message, a one bit, zeros, and the length in bits, as big-endian words. */
function paddedWords(ascii: string): Int32Array {
  const length = ascii.length;
  const words = new Int32Array((((length + 8) >> 6) + 1) * 16);
  for (let i = 0; i < length; i++) {
    const code = ascii.charCodeAt(i);
    if (code > 0x7f) throw new RangeError('only ASCII is hashed here');
    words[i >> 2] = (words[i >> 2] ?? 0) | (code << (24 - (i & 3) * 8));
  }
  words[length >> 2] = (words[length >> 2] ?? 0) | (0x80 << (24 - (length & 3) * 8));
  words[words.length - 2] = Math.floor(length / 2 ** 29);
  words[words.length - 1] = (length * 8) | 0;
  return words;
}

function compress(state: Int32Array, blocks: Int32Array, at: number, w: Int32Array): void {
  for (let i = 0; i < 16; i++) w[i] = blocks[at + i] ?? 0;
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] ?? 0;
    const y = w[i - 2] ?? 0;
    const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
    const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
    w[i] = ((w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (ROUND[i] ?? 0) + (w[i] ?? 0)) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    // One by one: as a list it is a new array a round, and ten times as slow.
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const rounds = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = ((state[i] ?? 0) + (rounds[i] ?? 0)) | 0;
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
