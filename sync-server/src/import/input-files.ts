import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import type { ImportRefusal } from './refusals.ts';

/** The file could not be read to its end. What was read before counts. */
export class InputFault extends Error {
  override readonly name = 'InputFault';
  readonly refusal: ImportRefusal;

  constructor(refusal: ImportRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

export interface InputFile {
  readonly path: string;
  /** Relative to what was named on the command line: what reports call it. */
  readonly name: string;
  /** On disk, as it is. */
  readonly bytes: number;
}

export interface InputFiles {
  readonly files: readonly InputFile[];
  /** Files in a folder whose names say that they are something else. */
  readonly passedOver: readonly string[];
}

/**
 * The files an import reads: the one named, whatever its name, or all in a folder, at any depth, whose names end in one of
 * `endings` (`.gz` after it or not). Sorted by name, so that two runs read in one order. Hidden files and folders are left out.
 * @throws the file system's errors
 */
export async function inputFiles(root: string, endings: readonly string[]): Promise<InputFiles> {
  const about = await stat(root);
  if (!about.isDirectory()) {
    return { files: [{ path: root, name: path.basename(root), bytes: about.size }], passedOver: [] };
  }
  const files: InputFile[] = [];
  const passedOver: string[] = [];
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(root, full);
    if (!entry.isFile() || name.split(path.sep).some((part) => part.startsWith('.'))) continue;
    const plain = entry.name.toLowerCase().replace(/\.gz$/, '');
    if (endings.some((ending) => plain.endsWith(ending)))
      files.push({ path: full, name, bytes: (await stat(full)).size });
    else passedOver.push(name);
  }
  const byName = (a: string, b: string): number => (a < b ? -1 : 1);
  return { files: files.sort((a, b) => byName(a.name, b.name)), passedOver: passedOver.sort(byName) };
}

/**
 * A file's bytes in pieces, unpacked when they are gzip, whatever the name says. @param onRead called with the bytes taken from disk
 * @throws {InputFault} on a damaged archive or a format that is no text
 */
export async function* bytesOf(
  file: InputFile,
  onRead: (bytes: number) => void,
  { isUtf16Read = false } = {}
): AsyncGenerator<Buffer> {
  let unpack: ReturnType<typeof unpacker> | null = null;
  let isFirst = true;
  // Large pieces: each costs one round through the event loop.
  for await (const piece of createReadStream(file.path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    if (isFirst) {
      isFirst = false;
      refuseForeign(piece, isUtf16Read);
      if (piece[0] === 0x1f && piece[1] === 0x8b) unpack = unpacker();
    }
    if (unpack) yield* unpack.push(piece);
    else yield piece;
    onRead(piece.length);
  }
  if (unpack) yield* unpack.end();
}

function refuseForeign(head: Buffer, isUtf16Read: boolean): void {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isUtf16 && !isUtf16Read) throw new InputFault({ code: 'file/utf-16' });
  if (head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) throw new InputFault({ code: 'file/zip' });
}

/**
 * gzip, a piece at a time. Not a piped stream: one that fails throws away what it had unpacked before, and those lines are good.
 * Every piece is smaller than 256 KiB and DEFLATE expands by at most 1032, so one step is bounded.
 */
function unpacker(): { push(piece: Buffer): AsyncGenerator<Buffer>; end(): AsyncGenerator<Buffer> } {
  const gunzip = createGunzip();
  const ready: Buffer[] = [];
  let failed: Error | null = null;
  let wake = (): void => {};
  gunzip.on('data', (data: Buffer) => ready.push(data));
  gunzip.on('error', (error) => {
    failed = error;
    wake();
  });
  async function* step(act: (done: () => void) => void): AsyncGenerator<Buffer> {
    await new Promise<void>((resolve) => {
      wake = resolve;
      act(resolve);
    });
    yield* ready.splice(0);
    if (failed) throw new InputFault({ code: isCut(failed) ? 'file/gzip-cut' : 'file/gzip-damaged' });
  }
  return {
    push: (piece) => step((done) => gunzip.write(piece, () => done())),
    end: () =>
      step((done) => {
        gunzip.once('end', done);
        gunzip.end();
      })
  };
}

function isCut(error: Error): boolean {
  return (error as { code?: string }).code === 'Z_BUF_ERROR';
}
