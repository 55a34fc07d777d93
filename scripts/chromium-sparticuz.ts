import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { installLocked } from './node-runtime.mjs';
import { CACHE } from './paths.ts';

/** A headless Chromium as one brotli file, with the few libraries a bare Linux lacks. MIT; about 70 MB to fetch. */
const NAME = '@sparticuz/chromium';
const VERSION = '153.0.0';
const INTEGRITY = 'sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==';

/**
 * Fetches and unpacks the packaged Chromium, once, into node_modules/.cache; answers the path of a small script that
 * starts it with its own libraries and fonts. Whether it runs is for the caller to try.
 * @throws on anything but Linux x64, or when npm cannot fetch it
 */
export async function provideSparticuz(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('only for Linux x64');
  const home = path.join(CACHE, `sparticuz-${VERSION}`);
  const starter = path.join(home, 'chromium');
  if (existsSync(starter)) return starter;

  console.error(`anteroom: no browser found; fetching ${NAME} ${VERSION} once.`);
  const prefix = path.join(CACHE, `sparticuz-${VERSION}-package`);
  await installLocked(prefix, {
    name: 'anteroom-chromium',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'anteroom-chromium', version: '1.0.0', dependencies: { [NAME]: VERSION } },
      // Its own dependencies serve its own unpacking, which writes to shared places in /tmp; we unpack it ourselves.
      [`node_modules/${NAME}`]: { version: VERSION, integrity: INTEGRITY }
    }
  });
  const half = `${home}.${process.pid}.part`;
  await unpack(path.join(prefix, 'node_modules', NAME, 'bin'), half, home);
  await rename(half, home).catch((error: unknown) => {
    if (!existsSync(starter)) throw error;
  });
  await rm(prefix, { recursive: true, force: true });
  return starter;
}

/** Unpacks into `folder`, which will be moved to `home` when it is whole. */
async function unpack(packed: string, folder: string, home: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const inflate = async (name: string): Promise<Buffer> =>
    brotliDecompressSync(await readFile(path.join(packed, `${name}.br`)));

  await writeFile(path.join(folder, 'chrome'), await inflate('chromium'), { mode: 0o755 });
  for (const name of ['al2023.tar', 'fonts.tar', 'swiftshader.tar']) {
    const run = spawnSync('tar', ['-x', '--no-same-owner', '-C', folder], {
      input: await inflate(name),
      encoding: 'utf8'
    });
    if (run.status !== 0) throw new Error(`tar could not unpack ${name}: ${run.error?.message ?? run.stderr}`);
  }
  const starter = [
    '#!/bin/sh',
    `export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}${home}/lib"`,
    `[ -d /etc/fonts ] || export FONTCONFIG_PATH="${home}"`,
    `exec "${home}/chrome" "$@"`,
    ''
  ];
  await writeFile(path.join(folder, 'chromium'), starter.join('\n'));
  await chmod(path.join(folder, 'chromium'), 0o755);
}
