import type { TicketCode } from '../ids.ts';

/** A device label is one or two letters and up to two digits: `A`, `K2`. No dash, so that a code reads back one way only. */
const TICKET = /^([A-Z]{1,2}\d{0,2})-(\d{3,5})$/;

/**
 * What a patient is called by in public: device label, dash, the device's count of that day (`K2-014`). Labels are given once
 * in a practice and a device counts for itself, so no two devices can give one code and no server is asked (FLOW-10).
 * @param count from 1; 99,999 a day at most
 */
export function ticketCode(label: string, count: number): TicketCode {
  const code = `${label}-${String(count).padStart(3, '0')}`;
  if (count < 1 || !TICKET.test(code)) throw new RangeError('no ticket code of ours');
  return code;
}

/** What a code says, or null when it is none of ours. The exact inverse of `ticketCode`. */
export function parseTicketCode(code: string): { readonly label: string; readonly count: number } | null {
  const match = TICKET.exec(code);
  const [, label = '', digits = ''] = match ?? [];
  if (!match || Number(digits) < 1 || digits !== String(Number(digits)).padStart(3, '0')) return null;
  return { label, count: Number(digits) };
}
