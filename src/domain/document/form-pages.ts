import type { CaseId } from '../ids.ts';
import { pageCodeFrom, type PageCode } from './page-code.ts';

/** Pages of a form that we printed: which form of which packet, and which of its pages are here [FORM-17]. */
export interface FormPages {
  readonly packet: CaseId;
  /** The form's place in the packet, from 0. */
  readonly place: number;
  /** Of the words it was printed with; absent on a page that does not say it [FORM-27]. */
  readonly version?: string;
  /** From 1, in the order they lie here; a page that was scanned twice is there twice. */
  readonly seen: readonly number[];
  /** How many pages it was printed on. */
  readonly of: number;
}

/** A page of a form that we printed, by its code; null for every other text. */
export function formPageFrom(text: string): FormPages | null {
  const code = pageCodeFrom(text);
  return code && formPage(code);
}

function formPage({ token, page, pages }: PageCode): FormPages | null {
  const [packet = '', place, ...more] = token.split('.');
  if (place === undefined) return null;
  const version = more.length > 0 ? { version: more.join('.') } : {};
  return { packet, place: Number(place), ...version, seen: [page], of: pages };
}

/** Whether two pages are of one printed form. */
export function isSameForm(one: FormPages, other: FormPages): boolean {
  const isOneForm = one.packet === other.packet && one.place === other.place && one.of === other.of;
  return isOneForm && one.version === other.version;
}

/** Pages of one form together, in the order of their numbers; null for none, or of several forms. */
export function formPagesTogether(all: readonly FormPages[]): FormPages | null {
  const [first] = all;
  if (!first || !all.every((one) => isSameForm(one, first))) return null;
  return { ...first, seen: all.flatMap(({ seen }) => seen).sort((a, b) => a - b) };
}

/** Page numbers that are not here. */
export function pagesMissing(all: readonly FormPages[]): readonly number[] {
  const seen = new Set(all.flatMap((one) => one.seen));
  return Array.from({ length: all[0]?.of ?? 0 }, (_, i) => i + 1).filter((page) => !seen.has(page));
}
