import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of a larger data set that does not lie in the repository (`synthea-csv`, `synthea-fhir-r4` …), or undefined
 * where the machine has none. It is looked for in `ANTEROOM_TEST_DATA`, else beside the checkout.
 *
 *     const folder = testData('synthea-csv');
 *     test.skipIf(!folder)('imports all of synthea-csv', …);
 */
export function testData(name: string): string | undefined {
  const beside = fileURLToPath(new URL('../../shared/data/', import.meta.url));
  const folder = path.join(process.env['ANTEROOM_TEST_DATA'] ?? beside, name);
  if (existsSync(folder)) return folder;
  console.warn(`Skipped for want of test data: ${name} (set ANTEROOM_TEST_DATA to the folder that has it).`);
  return undefined;
}
