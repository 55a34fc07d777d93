import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const UNMOUNT_TRIES = 50;

/** Null when this machine can mount an ext4 file system out of a file; else why not. */
export function whyNoImages(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it needs root on Linux, to mount images';
  try {
    execFileSync('losetup', ['-f'], { stdio: 'ignore' });
    execFileSync('mkfs.ext4', ['-V'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'it needs loop devices and mkfs.ext4';
  }
}

export function newImage(image: string, mib: number): void {
  run('truncate', '-s', `${mib}M`, image);
  run('mkfs.ext4', '-q', '-F', image);
}

/** Mounts an image for as long as something uses it. */
export async function mountedImage<T>(work: string, image: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = path.join(work, 'disk');
  mkdirSync(folder, { recursive: true });
  run('mount', '-o', 'loop', image, folder);
  try {
    return await use(folder);
  } finally {
    await unmounted(folder);
  }
}

/** Processes that were killed hold their files for a moment longer. */
async function unmounted(folder: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return run('umount', folder);
    } catch (error) {
      if (tries === UNMOUNT_TRIES) throw error;
      await sleep(200);
    }
  }
}

/** Hands all that is written in a mounted image to its disk. */
export function synced(folder: string): void {
  run('sync', '-f', folder);
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: 'ignore' });
}
