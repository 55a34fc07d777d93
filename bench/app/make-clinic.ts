// A data folder with an invented clinic of any size, to measure on: `node bench/app/make-clinic.ts <folder> [patients]`
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../../src/domain/time.ts';
import { openClinic } from '../../sync-server/src/clinic/open-clinic.ts';
import { STAFF } from '../../sync-server/src/demo/demo-practice.ts';
import { loadDemo, type DemoLoaded } from '../../sync-server/src/demo/load-demo.ts';

/** Somebody to sign in as at a clinic that was made here. */
export const CLERK = STAFF[0];

/**
 * Makes the demonstration clinic with that many patients: the same practice, four weeks of appointments and as full a day at `now`
 * whatever the number, so that sizes can be compared. There are 2,000 phone numbers that nobody has, so in a large clinic many
 * share one. A folder that has such a clinic is filled up to today.
 */
export async function makeClinic(dataDir: string, patients: number, now: Instant): Promise<DemoLoaded> {
  const clinic = await openClinic(dataDir);
  try {
    return await loadDemo(clinic, { now, zone: 'America/New_York', patients });
  } finally {
    await clinic.close();
  }
}

if (import.meta.main) {
  const [folder, count = '1000'] = process.argv.slice(2);
  if (folder === undefined || !/^[1-9]\d*$/.test(count)) {
    console.error('Usage: node bench/app/make-clinic.ts <folder> [patients, 1000]');
    process.exit(1);
  }
  const isNew = !existsSync(folder) || readdirSync(folder).length === 0;
  const started = performance.now();
  const { patients, days } = await makeClinic(path.resolve(folder), Number(count), Date.now());
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${isNew ? 'Made' : 'Filled up'} ${folder}: ${patients} patients and ${days} days in ${seconds} s.`);
}
