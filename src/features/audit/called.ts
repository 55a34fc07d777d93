import { COMMAND_LINE } from '#domain/audit/audit-facts.ts';
import type { DeviceNo } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { AuditDevice } from './ask.ts';
import type { Called } from './audit-words.ts';

/** Of patients that are named on the screen; undefined for one that is not on this device. */
export type Names = ReadonlyMap<string, Patient | undefined>;

export const NOBODY = 'A patient who is not on this device';
/** The server's own device. */
const SERVER: DeviceNo = 1;

/** What people and devices are called here; who left the practice, and devices only the server knows, by their ids. */
export function callingBy(
  practice: Practice | undefined,
  devices: readonly AuditDevice[],
  own: { readonly no: DeviceNo; readonly label: string }
): Called {
  const device = (no: DeviceNo): string => {
    if (no === SERVER) return 'Server';
    const known = devices.find((one) => one.device === no);
    if (!known) return no === own.no ? own.label : `Device ${no}`;
    return known.name === null ? known.label : `${known.label} ${known.name}`;
  };
  return {
    device,
    person: (user) =>
      practice?.staff.get(user)?.name ??
      (user === COMMAND_LINE ? 'Server’s command line' : undefined) ??
      (user.startsWith('device:') ? device(Number(user.slice('device:'.length))) : user)
  };
}
