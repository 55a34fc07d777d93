import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { privateKeyFrom, slipIn } from '../backup/recovery-key.ts';
import { ClinicRefusal } from '../clinic/clinic.ts';

/** The recovery kit's words, from a file, from ANTEROOM_RECOVERY_KEY, or typed. It is not taken from the arguments, which others see. */
export async function askSecret(keyFile: string | undefined): Promise<Uint8Array> {
  const typed = await secretText(keyFile);
  const privateKey = privateKeyFrom(typed);
  if (!privateKey) throw new ClinicRefusal('recovery-key/typed', slipIn(typed));
  return privateKey;
}

async function secretText(keyFile: string | undefined): Promise<string> {
  if (keyFile !== undefined) return readFileSync(keyFile, 'utf8');
  const fromEnvironment = process.env['ANTEROOM_RECOVERY_KEY'];
  if (fromEnvironment !== undefined) return fromEnvironment;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question('The 24 words of the recovery kit, on one line: ');
  } finally {
    lines.close();
  }
}
