import { DiskFault } from '#storage/faults.ts';
import { StorageFault } from '#station/station.ts';

/** What a person is told: what happened, what is safe, what to do. */
const WORDS: Readonly<Record<DiskFault['code'], string>> = {
  'disk-full':
    'This device is full. Nothing is lost: what you typed is still here. Free some space, or use another desk.',
  'database-lost':
    'This browser cannot reach its storage any more. What was sent is safe. Reload this page; if that does not help, use another device.',
  'database-blocked':
    'Another tab has Anteroom open in another version. Close the other tabs; this one goes on by itself, or when it is reloaded.'
};

/** Runs work on the disk; its fault comes out with words. @throws {StorageFault} */
export async function withWords<T>(
  work: () => Promise<T>,
  onFault?: (words: string | null, code: DiskFault['code'] | null) => void
): Promise<T> {
  try {
    const value = await work();
    onFault?.(null, null);
    return value;
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    const fault = new StorageFault(error.code, WORDS[error.code]);
    onFault?.(fault.message, error.code);
    throw fault;
  }
}

export function wordsOf(error: unknown): string {
  if (error instanceof StorageFault) return error.message;
  if (error instanceof DiskFault) return WORDS[error.code];
  return 'Anteroom could not start. Reload this page; if that does not help, use another device and tell your manager.';
}
