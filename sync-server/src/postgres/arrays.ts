/** Arrays as PostgreSQL reads them: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */

export function numbersArray(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}

export function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

export function bytesArray(parts: readonly Uint8Array[]): string {
  return `{${parts.map((bytes) => `"\\\\x${hexOf(bytes)}"`).join(',')}}`;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
