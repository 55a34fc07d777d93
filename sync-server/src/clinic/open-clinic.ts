import { setTimeout as sleep } from 'node:timers/promises';
import { openCore } from '../core.ts';
import { ClinicRefusal, type Clinic } from './clinic.ts';
import { LocalClinic } from './local-clinic.ts';
import { lockData, readAddress, type DataLock } from './lock.ts';
import { RemoteClinic } from './remote-clinic.ts';

const TRIES = 20;
const BETWEEN_MS = 250;

/**
 * The clinic whose data lie in a folder: through its server when one runs, else on the data themselves. A database takes any number
 * of processes, so there it is always the data themselves. Close it at the end.
 * @throws {ClinicRefusal} when another process has the data and does not answer
 */
export async function openClinic(dataDir: string, databaseUrl?: string): Promise<Clinic> {
  if (databaseUrl !== undefined) {
    const core = await openCore(dataDir, { databaseUrl });
    return new LocalClinic(core, { onClose: () => core.close() });
  }
  for (let i = 0; i < TRIES; i++) {
    const lock = lockData(dataDir);
    if (lock) {
      return await openLocal(dataDir, lock);
    }
    const address = readAddress(dataDir);
    const remote = address && new RemoteClinic(address);
    if (remote && (await answers(remote))) return remote;
    await sleep(BETWEEN_MS); // a server that is starting or stopping
  }
  throw new ClinicRefusal('data/locked', 'Another process has this clinic’s data and does not answer.');
}

async function openLocal(dataDir: string, lock: DataLock): Promise<Clinic> {
  try {
    const core = await openCore(dataDir);
    const onClose = async (): Promise<void> => {
      await core.close();
      lock.release();
    };
    return new LocalClinic(core, { onClose });
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function answers(clinic: Clinic): Promise<boolean> {
  return await clinic.state().then(
    () => true,
    () => false
  );
}
