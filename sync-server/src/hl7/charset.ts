/** What MSH-18 (table 0211) is to a decoder of this platform; '' is nothing said. */
const DECODERS: Readonly<Record<string, string>> = {
  'UNICODE UTF-8': 'utf-8',
  'UTF-8': 'utf-8',
  ASCII: 'utf-8',
  '8859/1': 'windows-1252',
  '8859/2': 'iso-8859-2',
  '8859/3': 'iso-8859-3',
  '8859/4': 'iso-8859-4',
  '8859/5': 'iso-8859-5',
  '8859/7': 'iso-8859-7',
  '8859/9': 'windows-1254',
  '8859/15': 'iso-8859-15'
};

/**
 * A message's bytes as text; null when they are not what MSH-18 says, or that is nothing we read [HL7-1]. Where it says nothing they are UTF-8,
 * and what is not valid as that is Latin-1: the two that systems send without saying so.
 */
export function textOf(bytes: Uint8Array): string | null {
  const said = charsetIn(bytes);
  const name = said === '' ? 'utf-8' : DECODERS[said];
  if (name === undefined) return null;
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    return said === '' ? new TextDecoder('windows-1252').decode(bytes) : null;
  }
}

/** The head is ASCII in every set we read. */
function charsetIn(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 2_048)).toString('latin1');
  const at = head.indexOf('MSH');
  if (at === -1) return '';
  const line = head.slice(at).split(/[\r\n]/)[0] ?? '';
  const separator = line.charAt(3);
  const field = separator === '' ? '' : (line.split(separator)[17] ?? '');
  return (field.split('~')[0] ?? '').trim().toUpperCase();
}
