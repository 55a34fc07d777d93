import { parseArgs } from 'node:util';
import { keyName, newRecoveryKey } from '../backup/recovery-key.ts';
import type { Clinic } from '../clinic/clinic.ts';

export const RECOVERY_KEY_USAGE =
  'recovery-key [--new]       makes the recovery kit, which backups open with, and shows it once; or says which it is';

export async function recoveryKey(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { new: { type: 'boolean', default: false } } });
  const clinic = await open();
  try {
    const present = await clinic.recoveryKey();
    if (present && !values.new) {
      console.log(
        `Backups open with the recovery key ${keyName(present)}. Its words are on paper alone; --new makes another.`
      );
      return 0;
    }
    const { secret, publicKey } = newRecoveryKey();
    await clinic.setRecoveryKey(publicKey);
    await clinic.noteAct({ action: 'recovery-key/changed', refs: [], reason: keyName(publicKey) });
    console.log(sheet(secret, keyName(publicKey)));
    return 0;
  } finally {
    await clinic.close();
  }
}

/** For paper: two copies, two places. */
function sheet(secret: string, name: string): string {
  const words = secret.split(' ').map((word, i) => `${String(i + 1).padStart(2)} ${word.padEnd(10)}`);
  const lines = Array.from({ length: 6 }, (_, line) => `    ${words.slice(line * 4, line * 4 + 4).join('')}`);
  return `Anteroom recovery kit ${name}

${lines.map((line) => line.trimEnd()).join('\n')}

Write it down or print it twice, and keep the two sheets in two safe places. It is shown this once, and nobody can make
it again. Whoever has it can read every backup and open a device in an emergency; without it no backup can be read.`;
}
