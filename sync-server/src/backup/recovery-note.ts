import type { Notes } from '../records/notes.ts';

const NOTE = 'recovery-key';

/** The clinic's public recovery key; null until one was made. */
export async function readRecoveryKey(notes: Notes): Promise<Uint8Array | null> {
  const text = await notes.read(NOTE);
  return text === null ? null : Buffer.from(text, 'base64url');
}

/** From now on backups are sealed to this key; those that are there open with the one before. */
export async function writeRecoveryKey(notes: Notes, publicKey: Uint8Array): Promise<void> {
  await notes.write(NOTE, Buffer.from(publicKey).toString('base64url'));
}

/** The public half as devices are told it; nothing where there is none. */
export async function recoveryKeyFor(notes: Notes): Promise<{ readonly recoveryKey?: string }> {
  const publicKey = await readRecoveryKey(notes);
  return publicKey ? { recoveryKey: Buffer.from(publicKey).toString('hex') } : {};
}
