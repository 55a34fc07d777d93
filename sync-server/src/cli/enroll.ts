import { parseArgs } from 'node:util';
import type { Clinic } from '../clinic/clinic.ts';
import type { EnrolledRole } from '../people/devices.ts';

export const ENROLL_USAGE =
  'enroll --role desk|kiosk|board|room [--site main] [--label A] [--json]   a device without a browser';

const ROLES: ReadonlySet<string> = new Set<EnrolledRole>(['desk', 'kiosk', 'board', 'room']);

/** Enrols a device for a program: prints what it needs to connect. The token is shown this once. */
export async function enroll(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      role: { type: 'string' },
      site: { type: 'string', default: 'main' },
      label: { type: 'string' },
      json: { type: 'boolean', default: false }
    }
  });
  const { role, site, label, json } = values;
  if (role === undefined || !ROLES.has(role)) {
    console.error(`--role is one of ${[...ROLES].join(', ')}.\n\n${ENROLL_USAGE}`);
    return 1;
  }
  const clinic = await open();
  try {
    const asked = { role: role as EnrolledRole, site, ...(label !== undefined && { label }) }; // one of them, just seen
    const credentials = await clinic.enrol(asked);
    await clinic.noteAct({ action: 'device/enrolled', refs: [`device:${credentials.deviceNo}`], reason: role });
    const printed = { deviceId: `device:${credentials.deviceNo}`, ...credentials };
    if (json) console.log(JSON.stringify(printed));
    else for (const [name, value] of Object.entries(printed)) console.log(`${name.padEnd(13)} ${value}`);
    return 0;
  } finally {
    await clinic.close();
  }
}
