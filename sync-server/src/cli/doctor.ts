import { parseArgs } from 'node:util';
import { ClinicRefusal, type Clinic } from '../clinic/clinic.ts';
import { findings, type ClinicHealth, type Finding } from '../upkeep/findings.ts';

export const DOCTOR_USAGE =
  'doctor [--json]            looks at disk, data, backups, permissions, clock and versions; 0 when all is well';

const MARK: Readonly<Record<Finding['level'], string>> = { good: 'ok  ', look: 'LOOK', bad: 'BAD ' };

/** Exit code 0 when all is well, 1 when something should be looked at, 2 when something is bad. */
export async function doctor(args: readonly string[], open: () => Promise<Clinic>, dataDir: string): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
  const all = await findings({ dataDir, now: Date.now(), health: await healthOf(open) });
  if (values.json) console.log(JSON.stringify(all));
  else for (const { level, about, say } of all) console.log(`${MARK[level]}  ${about.padEnd(12)} ${say}`);
  if (all.some(({ level }) => level === 'bad')) return 2;
  return all.some(({ level }) => level === 'look') ? 1 : 0;
}

/** What only the opened data can say; why they cannot be opened, when they cannot. */
async function healthOf(open: () => Promise<Clinic>): Promise<ClinicHealth> {
  try {
    const clinic = await open();
    try {
      const [chain, key] = [await clinic.verify(), await clinic.recoveryKey()];
      return { chain, hasRecoveryKey: key !== null, setAside: (await clinic.listSetAside()).length };
    } finally {
      await clinic.close();
    }
  } catch (error) {
    if (error instanceof ClinicRefusal) return { refused: error.message };
    throw error;
  }
}
