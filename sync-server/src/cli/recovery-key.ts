import { parseArgs } from 'node:util';
import { keyName, newRecoveryKey } from '../backup/recovery-key.ts';
import type { Clinic } from '../clinic/clinic.ts';

export const RECOVERY_KEY_USAGE =
  'recovery-key [--new]       makes the key that backups open with, and shows it once; or says which it is';

export async function recoveryKey(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { new: { type: 'boolean', default: false } } });
  const clinic = await open();
  try {
    const present = await clinic.recoveryKey();
    if (present && !values.new) {
      console.log(
        `Backups open with the recovery key ${keyName(present)}. Its secret is on paper alone; --new makes another.`
      );
      return 0;
    }
    const { secret, publicKey } = newRecoveryKey();
    await clinic.setRecoveryKey(publicKey);
    console.log(sheet(secret, keyName(publicKey)));
    return 0;
  } finally {
    await clinic.close();
  }
}

/** For paper: two copies, two places. */
function sheet(secret: string, name: string): string {
  const groups = secret.split('-');
  const half = Math.ceil(groups.length / 2);
  return `Anteroom recovery key ${name}

    ${groups.slice(0, half).join('-')}
    ${groups.slice(half).join('-')}

Write it down or print it twice, and keep the two sheets in two safe places. It is shown this once, and nobody can make
it again. Whoever has it can read every backup; without it no backup can be read.`;
}
