import { err, ok, type Result } from '../result.ts';

/** Media types that are taken. */
export const FILE_TYPES = ['image/jpeg', 'image/png', 'image/heic', 'application/pdf'] as const;
export type FileType = (typeof FILE_TYPES)[number];

export type FileRefusal =
  | { readonly code: 'file/not-taken' }
  | { readonly code: 'file/too-large' }
  | { readonly code: 'file/too-many-pixels' }
  | { readonly code: 'file/locked' }
  | { readonly code: 'file/empty' };

/** As on the wire (docs/specs/documents.md, BLOB-3). */
export const MAX_FILE = 20 * 1024 * 1024;
/** A page of A3 at 600 dpi has 70 million; unpacked, this many are 400 MB. */
const MAX_PIXELS = 100_000_000;

/**
 * What a file is, by what it begins with: its name and what a browser says of it may be anything [DOC-6] (RELIABILITY §6, 39).
 * A picture's size in pixels is read from its head, before anybody unpacks it.
 */
export function fileKindOf(bytes: Uint8Array): Result<FileType, FileRefusal> {
  if (bytes.length === 0) return err({ code: 'file/empty' });
  if (bytes.length > MAX_FILE) return err({ code: 'file/too-large' });
  if (begins(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return sized('image/png', pngSize(bytes));
  if (begins(bytes, [0xff, 0xd8, 0xff])) return sized('image/jpeg', jpegSize(bytes));
  if (text(bytes, 4, 4) === 'ftyp' && HEIC.has(text(bytes, 8, 4))) return ok('image/heic');
  if (text(bytes, 0, 5) === '%PDF-')
    return has(bytes, '/Encrypt') ? err({ code: 'file/locked' }) : ok('application/pdf');
  return err({ code: 'file/not-taken' });
}

/** Brands of ISO/IEC 23008-12 that hold one still picture. */
const HEIC: ReadonlySet<string> = new Set(['heic', 'heix', 'mif1']);

interface Size {
  readonly width: number;
  readonly height: number;
}

function sized(type: FileType, size: Size | null): Result<FileType, FileRefusal> {
  if (!size || size.width === 0 || size.height === 0) return err({ code: 'file/not-taken' });
  return size.width * size.height > MAX_PIXELS ? err({ code: 'file/too-many-pixels' }) : ok(type);
}

/** The header chunk comes first (PNG, §11.2.1). */
function pngSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 24 || text(bytes, 12, 4) !== 'IHDR') return null;
  return { width: uint(bytes, 16, 4), height: uint(bytes, 20, 4) };
}

/** The first frame header, SOF0 to SOF15 without DHT, JPG and DAC (ITU-T T.81, B.2.2). */
function jpegSize(bytes: Uint8Array): Size | null {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at++;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: uint(bytes, at + 5, 2), width: uint(bytes, at + 7, 2) };
    else if (marker === 0xda) return null;
    else at += 2 + Math.max(2, uint(bytes, at + 2, 2));
  }
  return null;
}

function begins(bytes: Uint8Array, with_: readonly number[]): boolean {
  return with_.every((byte, i) => bytes[i] === byte);
}

function uint(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) value = value * 256 + (bytes[i] ?? 0);
  return value;
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

function has(bytes: Uint8Array, what: string): boolean {
  const codes = Array.from(what, (letter) => letter.charCodeAt(0));
  for (let i = bytes.indexOf(codes[0] ?? 0); i >= 0; i = bytes.indexOf(codes[0] ?? 0, i + 1)) {
    if (codes.every((code, k) => bytes[i + k] === code)) return true;
  }
  return false;
}
