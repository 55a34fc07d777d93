// Enrols devices that may write as fast as they can: `enrol-bench-devices.ts <data folder> <how many> <file for the tokens>`
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openCore } from '#server/core.ts';
import { openDatabase } from '#server/journal/schema.ts';
import type { NewDevice } from '#server/people/devices.ts';
import { FIRST_SEAT } from '../client.ts';

const [dataDir = '', count = '0', file = ''] = process.argv.slice(2);
const core = await openCore(dataDir);
const enrolled: NewDevice[] = [];
while (enrolled.length < Number(count)) enrolled.push(await core.devices.enrol('desk', 'main'));
if (enrolled[0]?.device.deviceNo !== FIRST_SEAT) throw new Error('seats are numbered from the first device enrolled');
// Desks are held to 50 frames a second; the peers have no such limit, so for the comparison neither do we.
const db = openDatabase(path.join(dataDir, 'anteroom.sqlite'));
db.prepare(`UPDATE devices SET role = 'importer' WHERE no >= ?`).run(FIRST_SEAT);
db.close();
// Closed after that: what the register held is sealed with the file.
await core.close();
writeFileSync(path.join(dataDir, file), JSON.stringify(enrolled.map(({ token }) => token)));
