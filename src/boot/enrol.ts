import { err, ok, type Result } from '#domain/result.ts';
import { checkCodeOf, commitmentTo, randomHex, type PublicKeys } from '#protocol/device-keys.ts';
import type { DeviceCredentials, EnrolmentCodeRequest } from '#protocol/http.ts';
import type { Database } from '#storage/database.ts';
import { keepCredentials, publicKeysHere } from './identity.ts';
import { UNREACHABLE, type CallRefusal, type ServerCalls } from './server-calls.ts';

export interface BecomeDevice extends Pick<EnrolHere, 'code' | 'role' | 'onCheckCode' | 'isOver'> {
  /** The standing code of a demonstration, for which nobody has to confirm. */
  readonly demoCode: string | undefined;
}

export const NOT_OUR_SERVER: CallRefusal = {
  code: 'enrol/signature',
  say: 'What the server said of this device is not signed by it. Check the address, then try again.'
};

/** Becomes a device by a code, and keeps who it is. */
export async function becomeDevice(
  database: Database,
  calls: ServerCalls,
  { demoCode, ...asked }: BecomeDevice
): Promise<Result<void, CallRefusal>> {
  const { code, role } = asked;
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const answer =
    code === demoCode
      ? await calls.enrol({ code, role })
      : await enrolHere(calls, { ...asked, keys: await publicKeysHere(database), pause });
  if (!answer.ok) return answer;
  return (await keepCredentials(database, answer.value)) ? ok() : err(NOT_OUR_SERVER);
}

interface EnrolHere {
  /** As typed, or the secret out of a QR. */
  readonly code: string;
  readonly role: EnrolmentCodeRequest['role'];
  readonly keys: PublicKeys;
  /** The six digits to compare with the desk's, once there are some. */
  readonly onCheckCode: (digits: string) => void;
  readonly pause: (ms: number) => Promise<void>;
  readonly isOver: () => boolean;
}

const ASK_EVERY_MS = 1_500;
/** A code lives ten minutes; nobody confirms later. */
const ASK_AT_MOST = 450;

const REFUSED: CallRefusal = {
  code: 'enrol/refused',
  say: 'The desk did not confirm this device. Ask for a new code, and compare the numbers again.'
};

/**
 * Becomes a device of the clinic (SECURITY §3, S2): shows the code, is bound to its keys, shows them, and waits for the manager, who
 * compares six digits on both screens.
 */
async function enrolHere(
  calls: ServerCalls,
  { code, role, keys, onCheckCode, pause, isOver }: EnrolHere
): Promise<Result<DeviceCredentials, CallRefusal>> {
  const deviceNonce = randomHex(16);
  const begun = await calls.beginEnrol({ code, role, commitment: await commitmentTo(keys, deviceNonce) });
  if (!begun.ok) return begun;
  const { id, site, serverKey, serverNonce } = begun.value;
  const revealed = await calls.revealEnrol({ id, keys, deviceNonce });
  if (!revealed.ok) return revealed;
  onCheckCode(await checkCodeOf({ enrolment: id, role, site, serverKey, serverNonce, deviceNonce, keys }));
  for (let asked = 0; asked < ASK_AT_MOST && !isOver(); asked++) {
    const taken = await calls.takeEnrol(revealed.value);
    if (!taken.ok && taken.error.code !== UNREACHABLE.code) return taken;
    if (taken.ok && taken.value.state === 'refused') return err(REFUSED);
    const device = taken.ok ? taken.value.device : null;
    if (device) return device.identity?.serverKey === serverKey ? ok(device) : err(REFUSED);
    await pause(ASK_EVERY_MS);
  }
  return err(REFUSED);
}
