// Writes one fact to each of many documents: `seed-anteroom.ts <data folder> <how many documents> <clock>`; clock 1 is the changes.
import { deviceOf } from '#domain/ids.ts';
import { openCore } from '#server/core.ts';
import { changedOf, patientDocName, patientUpdate, SEEDER } from '../patients.ts';

const [dataDir = '', documents = '0', at = '0'] = process.argv.slice(2);
const clock = Number(at);
const core = await openCore(dataDir);
const indexes = clock === 0 ? Array.from({ length: Number(documents) }, (_, i) => i) : changedOf(Number(documents));
const writer = { device: deviceOf(SEEDER), client: SEEDER, clock, count: 1 };
while (indexes.length > 0) {
  const group = indexes.splice(0, 512);
  await Promise.all(
    group.map((i) => core.journal.append({ ...writer, doc: patientDocName(i), update: patientUpdate(i, clock) }))
  );
}
await core.close();
