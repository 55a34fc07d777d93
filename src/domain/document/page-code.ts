/** What a code on a printed page says: whose page it is, and which of how many. Opaque: who scans it learns an id and nothing else. */
export interface PageCode {
  /** The only kind so far; a cover sheet's code is its own (cover.ts). */
  readonly kind: 'form';
  /** `<packet>.<place of the form in it>.<version of its words>`; printed before a page said the last, without it. */
  readonly token: string;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

const VERSION = 'AP1';
const LETTERS = { form: 'F' } as const;
const TOKEN = /^[a-z0-9][a-z0-9_-]{0,63}(?:\.\d{1,2}(?:\.[A-Za-z0-9][A-Za-z0-9._-]{0,31})?)?$/;
const SHAPE = /^AP1:(F):([^:]{1,100}):(\d{1,3})\/(\d{1,3})$/;

/** As it is printed: `AP1:F:8f2k….0:1/2`. */
export function pageCodeText({ kind, token, page, pages }: PageCode): string {
  return `${VERSION}:${LETTERS[kind]}:${token}:${page}/${pages}`;
}

/** What a scanned text says; null for every other text, whatever it is. The exact inverse of the above. */
export function pageCodeFrom(text: string): PageCode | null {
  const [, letter, token = '', page, pages] = SHAPE.exec(text) ?? [];
  const kind = letter === LETTERS.form ? 'form' : null;
  const code = { page: Number(page), pages: Number(pages) };
  if (!kind || !TOKEN.test(token) || code.page < 1 || code.page > code.pages) return null;
  const read: PageCode = { kind, token, ...code };
  return pageCodeText(read) === text ? read : null;
}
