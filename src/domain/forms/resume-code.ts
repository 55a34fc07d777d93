import { sha256 } from '../audit/sha256.ts';
import { pageCodeFrom } from '../document/page-code.ts';
import type { CaseId } from '../ids.ts';
import { CODE_KEYS, CODE_LENGTH, codeFrom } from '../typed-code.ts';
import type { Packet } from './packet.ts';

const PREFIX = 'AP1:R:';

/**
 * What names a packet on one screen, so that another can go on with it [FORM-22]: eight characters that follow from the packet's own name, and say nothing of whose it is. It is no
 * key: it opens nothing but where staff are signed in who may fill in forms, and have the packet already.
 */
export function resumeCode(packet: CaseId): string {
  const bytes = sha256(`anteroom.resume.v1 ${packet}`).match(/../g) ?? [];
  return bytes
    .slice(0, CODE_LENGTH)
    .map((byte) => CODE_KEYS[Number.parseInt(byte, 16) % CODE_KEYS.length])
    .join('');
}

/** As its QR has it. */
export function resumeText(packet: CaseId): string {
  return `${PREFIX}${resumeCode(packet)}`;
}

/**
 * The packet that a scanned or typed text names, of those that are open here; null for none, or where two fit. A page of a form on paper names its packet too.
 */
export function resumedBy(text: string, packets: readonly Packet[]): Packet | null {
  const open = packets.filter(({ closed }) => closed === null);
  const [paper] = pageCodeFrom(text)?.token.split('.') ?? [];
  if (paper !== undefined) return open.find((one) => one.case === paper) ?? null;
  const code = codeFrom(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text);
  const fit = code.length === CODE_LENGTH ? open.filter((one) => resumeCode(one.case) === code) : [];
  return fit.length === 1 ? (fit[0] ?? null) : null;
}
