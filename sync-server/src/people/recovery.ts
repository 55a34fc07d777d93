import { sealBox } from '#protocol/box.ts';
import { KIT_PROOF } from '#protocol/recovery.ts';
import { readRecoveryKey } from '../backup/recovery-note.ts';
import type { Core } from '../core.ts';
import type { KnownPerson } from './people.ts';

const PURPOSE = 'recovery-kit';

export interface KitChallenge {
  readonly publicKey: string;
  readonly sealed: string;
}

/** A challenge that only the kit opens [LOST-2]: whoever sends back what is in it has the words, which stay where they were typed. */
export async function kitChallenge({ notes, challenges }: Core): Promise<KitChallenge | null> {
  const publicKey = await readRecoveryKey(notes);
  if (!publicKey) return null;
  const challenge = Buffer.from(await challenges.issue(PURPOSE), 'base64url');
  const sealed = Buffer.from(await sealBox(challenge, publicKey, KIT_PROOF)).toString('base64');
  return { publicKey: Buffer.from(publicKey).toString('hex'), sealed };
}

/** Whether an answer shows the kit. It is good once. @param answer base64 */
export async function hasKit({ challenges }: Core, answer: string): Promise<boolean> {
  const challenge = Buffer.from(answer, 'base64').toString('base64url');
  return (await challenges.isGood(challenge, PURPOSE)) && (await challenges.use(challenge));
}

/** Whether somebody is the only one who could give a person a new way in. */
export async function isOnlyManager({ people, roles }: Core, { user, role }: KnownPerson): Promise<boolean> {
  if (!(await roles.verbsOf(role)).has('people')) return false;
  for (const other of await people.all()) {
    const mayHelp = other.user !== user && other.disabledAt === null;
    if (mayHelp && (await roles.verbsOf(other.role)).has('people')) return false;
  }
  return true;
}
