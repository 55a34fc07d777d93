import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataDamaged } from '#server/store/soundness.ts';
import { enrolIn, keptOf, startChild, writeUntilGone } from './child-server.ts';
import { mountedImage, newImage, synced } from './disk-image.ts';

/**
 * What a power cut leaves of the server's disk. The data lie on an ext4 file system in an image file. At the cut the server is
 * stopped where it is and the image is copied: everything the file system had handed to its disk is in the copy, and
 * everything that was only in memory is not. The copy is mounted, recovered by ext4 and by the server, and held to the acks.
 *
 * [Note: the control] With `synchronous=NORMAL` the same rig must lose acknowledged facts: it would not be a test otherwise.
 */
export interface PowerCutReport {
  readonly cuts: number;
  readonly acked: number;
  readonly lost: number;
  readonly cutsThatLost: number;
  readonly unreadable: number;
}

export interface PowerCutOptions {
  readonly cuts: number;
  /** `NORMAL` is the control. */
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly progress?: (done: number) => void;
}

const NORMAL = fileURLToPath(new URL('./synchronous-normal.ts', import.meta.url));
const IMAGE_MIB = 48;

export async function cutPower({ cuts, synchronous, progress }: PowerCutOptions): Promise<PowerCutReport> {
  const work = mkdtempSync(path.join(tmpdir(), 'anteroom-power-'));
  let [acked, lost, cutsThatLost, unreadable] = [0, 0, 0, 0];
  try {
    for (let i = 0; i < cuts; i++) {
      const one = await cutOnce(work, i, synchronous);
      acked += one.acked;
      if (one.kept === null) unreadable++;
      const missing = one.acked - Math.max(0, one.kept ?? 0);
      lost += Math.max(0, missing);
      if (missing > 0) cutsThatLost++;
      progress?.(i + 1);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return { cuts, acked, lost, cutsThatLost, unreadable };
}

async function cutOnce(
  work: string,
  nth: number,
  synchronous: PowerCutOptions['synchronous']
): Promise<{ acked: number; kept: number | null }> {
  const image = path.join(work, 'disk.img');
  const after = path.join(work, 'after.img');
  newImage(image, IMAGE_MIB);
  let acked = 0;
  const device = await mountedImage(work, image, async (disk) => {
    const dataDir = path.join(disk, 'data');
    const device = await enrolIn(dataDir);
    synced(disk);
    const { child, ws, exit } = await startChild(dataDir, synchronous === 'NORMAL' ? [NORMAL] : []);
    const cutAfter = 20 + ((nth * 7_919) % 400);
    await writeUntilGone(ws, device, 0, (count) => {
      if (count < cutAfter || child.signalCode !== null) return;
      child.kill('SIGSTOP');
      acked = count; // acked before the copy; what is acked after it does not count
      copyFileSync(image, after);
      child.kill('SIGKILL');
    });
    await exit;
    return device;
  });
  const kept = await mountedImage(work, after, async (disk) => {
    try {
      const { facts, isChainWhole } = await keptOf(path.join(disk, 'data'), device, 0);
      return isChainWhole ? facts : null;
    } catch (error) {
      if (error instanceof DataDamaged) return null;
      throw error;
    }
  });
  rmSync(image);
  rmSync(after);
  return { acked, kept };
}
