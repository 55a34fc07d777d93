/** Bytes that are not what was sent: something between turned bits of them. To be asked for, or sent, again. */
export class DamagedOnTheWay extends Error {
  override readonly name = 'DamagedOnTheWay';
}

export const CHECKSUM_BYTES = 4;

/** CRC-32 as in gzip: ISO 3309, reflected, polynomial 0xEDB88320. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/**
 * Bytes with their checksum behind them [PRO-23]. TLS and TCP check what they carry, and what ends TLS in front of the server does
 * not: one turned bit in a name would be a fact that its writer never wrote, on every device but the writer's own.
 */
export function withChecksum(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes.length + CHECKSUM_BYTES);
  whole.set(bytes);
  putChecksum(whole);
  return whole;
}

/** Fills the last bytes with the checksum of those before them. */
export function putChecksum(whole: Uint8Array): void {
  const end = whole.length - CHECKSUM_BYTES;
  new DataView(whole.buffer, whole.byteOffset).setUint32(end, crc32(whole.subarray(0, end)), true);
}

/** The bytes without it. @throws {DamagedOnTheWay} */
export function checkedBytes(whole: Uint8Array): Uint8Array {
  const end = whole.length - CHECKSUM_BYTES;
  if (end < 0) throw new DamagedOnTheWay('too short');
  const bytes = whole.subarray(0, end);
  const sum = new DataView(whole.buffer, whole.byteOffset).getUint32(end, true);
  if (sum !== crc32(bytes)) throw new DamagedOnTheWay('the checksum differs');
  return bytes;
}
