import { parseArgs } from 'node:util';
import type { Clinic } from '../clinic/clinic.ts';

export const REVOKE_USAGE = 'revoke --device N          removes a device; its open connections end at once';

export async function revoke(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { device: { type: 'string' } } });
  if (values.device === undefined || !/^\d{1,4}$/.test(values.device)) {
    console.error(`--device is a device's number.\n\n${REVOKE_USAGE}`);
    return 1;
  }
  const clinic = await open();
  try {
    const done = await clinic.revoke(Number(values.device));
    if (done) await clinic.noteAct({ action: 'device/removed', refs: [`device:${values.device}`] });
    console.log(done ? `Device ${values.device} was removed.` : `There is no device ${values.device} to remove.`);
    return done ? 0 : 2;
  } finally {
    await clinic.close();
  }
}
