import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import type { Recorded } from '#domain/fact.ts';
import { patientOf, type Patient } from '#domain/patient/patient.ts';
import { practiceOf } from '#domain/practice/practice.ts';
import { testData } from '#tests/test-data.ts';
import { identities } from './identity.ts';
import { rehearsal, type ImportClinic } from './import-port.ts';
import { runImport, type ImportFormat } from './run-import.ts';
import type { Counts, ImportReport } from './tally.ts';

/** Files of public test data; each test needs a folder that is not in the repository, and says so where it is missing. */
const fhir = testData('synthea-fhir-r4');
const csv = testData('synthea-csv');
const examples = testData('fhir-r4-examples');

const emptyClinic = (): ImportClinic =>
  rehearsal({
    read: () => Promise.resolve(new Map()),
    keep: () => Promise.reject(new Error('no paper is read here')),
    append: () => Promise.reject(new Error('nothing is written'))
  });

async function imported(format: ImportFormat, from: string, clinic: ImportClinic): Promise<ImportReport> {
  return await runImport({
    format,
    from,
    clinic,
    dryRun: false,
    source: '',
    now: () => Date.UTC(2026, 10, 21),
    fallbackZone: 'America/New_York'
  });
}

const all = (read: number, counts: Partial<Counts>): Counts => {
  return { read, added: 0, changed: 0, unchanged: 0, refused: 0, notKept: 0, ...counts };
};

async function patient(clinic: ImportClinic, sourceId: string): Promise<Patient | null> {
  const doc = patientDoc(identities('').patient(sourceId));
  const facts = (await clinic.read([doc])).get(doc) ?? [];
  return patientOf(facts.map((fact, clock): Recorded => ({ client: 1, clock, fact: { ...fact, at: clock } })));
}

describe.skipIf(!fhir)('all of synthea-fhir-r4', async () => {
  const clinic = emptyClinic();
  const first = fhir ? await imported('fhir', fhir, clinic) : null;

  test('[IMP-8] every record is counted, and the counts are those of the files', () => {
    expect(first?.refused).toEqual([]);
    expect(first?.total.read).toBe(51_718);
    // 323 in R4 and 745 in STU3 NDJSON, 12 of them again in bundles/, 5 others in bundles-2024/
    expect(first?.counts['Patient']).toEqual(all(1_085, { added: 323 + 745 + 5, unchanged: 12 }));
    // 9,350 in NDJSON, 132 of them again in bundles/, 187 others in bundles-2024/
    expect(first?.counts['Encounter']).toEqual(all(9_669, { added: 9_350 + 187, unchanged: 132 }));
    expect(first?.counts['Organization']?.added).toBeGreaterThanOrEqual(94 + 47);
    expect(first?.counts['Practitioner']?.added).toBeGreaterThanOrEqual(94 + 47);
    expect(first?.counts['Claim']).toEqual(all(11_661 + 157 + 253, { notKept: 11_661 + 157 + 253 }));
    expect(first?.counts['Condition']).toEqual(all(2_387 + 57 + 126, { notKept: 2_387 + 57 + 126 }));
  });

  test('[IMP-3] a second import finds nothing new', async () => {
    const second = await imported('fhir', fhir ?? '', clinic);
    expect(second.total).toEqual({
      ...first?.total,
      added: 0,
      changed: 0,
      unchanged: 9_537 + 132 + 1_085 + 257 + 257 + 187
    });
  });

  test('[IMP-10] names are kept letter by letter, former ones too', async () => {
    const names = async (...ids: string[]) =>
      await Promise.all(ids.map(async (id) => (await patient(clinic, id))?.name));
    expect(
      await names(
        '99135849-9d98-4ff4-9d2f-2c4bb5ea8e9d',
        '3ee1b98e-e927-49ad-be5c-c2ca6886ce2e',
        '6d23a95e-7e18-4201-90ec-9501fa89fbd2',
        'ff8206b8-53bb-486d-a025-afc79603c1cf'
      )
    ).toEqual([
      { family: 'Casares', given: ['José María'], prefix: 'Mr.' },
      { family: 'Carrion', given: ['Hernán'], prefix: 'Mr.' },
      { family: 'Wyman', given: ['Alfreda'], prefix: 'Mrs.', former: ['Deckow'] },
      { family: "O'Hara", given: ['Armanda'], prefix: 'Mrs.', former: ['Botsford'] }
    ]);
  });

  test('[IMP-13] digits that the generator put behind names are gone', async () => {
    const barney = await patient(clinic, '9808a1c3-5354-de5f-bfe5-7fdbd39bb426');
    expect(barney?.name).toEqual({ family: 'Cormier', given: ['Barney', 'Salvatore'], prefix: 'Mr.' });
    expect(barney?.encounters.every(({ practitioner }) => practitioner && !/\d/.test(practitioner))).toBe(true);
  });

  test('a patient is whole: phone, address, language, numbers, visits in UTC', async () => {
    const abdul = await patient(clinic, '018f428e-34f6-4707-8009-5ad742f901e7');
    expect(abdul).toMatchObject({
      source: 'import',
      name: { family: 'Koepp', given: ['Abdul'], prefix: 'Mr.' },
      birthDate: '1956-08-03',
      sex: 'male',
      phones: [{ number: '+15559784581', use: 'home' }],
      address: {
        line: ['313 Lockman Row Suite 4'],
        city: 'Peabody',
        state: 'Massachusetts',
        postalCode: '01940',
        country: 'US'
      },
      language: 'en-US'
    });
    expect(abdul?.identifiers.map(({ type, value }) => [type, value])).toEqual([
      ['MR', 'e925b0f3-8006-43f6-aa31-94bd215e55e7'],
      ['SS', '999-22-1962'],
      ['DL', 'S99942380'],
      ['PPN', 'X45815551X']
    ]);
    expect(abdul?.encounters.at(-1)).toMatchObject({
      encounter: 'abbc5979-3aca-43fe-91a6-8065b7e4a90f',
      class: 'AMB',
      start: Date.parse('1991-06-07T23:37:54Z'),
      end: Date.parse('1991-06-07T23:52:54Z'),
      what: 'Encounter for check up (procedure)',
      practitioner: 'Dr. Sharyl Hilpert'
    });
  });
});

describe.skipIf(!fhir)('STU3 patients', async () => {
  const clinic = emptyClinic();
  const report = fhir ? await imported('fhir', `${fhir}/stu3-Patient.ndjson.gz`, clinic) : null;

  test('[IMP-8] all 745 are taken in, and none twice', async () => {
    expect(report?.counts).toEqual({ Patient: all(745, { added: 745 }) });
    expect((await imported('fhir', `${fhir}/stu3-Patient.ndjson.gz`, clinic)).total.unchanged).toBe(745);
  });

  test('[IMP-16] the SSN is known by its system, and the phone is written as others are', async () => {
    const buena = await patient(clinic, '2e27c71e-30c8-4ceb-8c1c-5641e066c0a4');
    expect(buena?.identifiers.find(({ type }) => type === 'SS')?.value).toBe('999-34-7518');
    expect(buena?.phones).toEqual([{ number: '+14338672146', use: 'home' }]);
    expect(buena?.address?.line).toEqual(['45671 Florine Islands', 'Apt. 213']);
  });
});

describe.skipIf(!csv)('all of synthea-csv', async () => {
  const clinic = emptyClinic();
  const first = csv ? await imported('synthea-csv', csv, clinic) : null;

  test('[IMP-8] every row is counted, and the counts are those of the files', async () => {
    expect(first?.refused).toEqual([]);
    expect(first?.counts).toMatchObject({
      Patient: all(27, { added: 27 }),
      Encounter: all(604, { added: 604 }),
      Practitioner: all(166, { added: 166 }),
      Organization: all(63, { added: 63 }),
      Payer: all(10, { added: 9, notKept: 1 }),
      Claim: all(1_267, { notKept: 1_267 }),
      ClaimTransaction: all(5_228, { notKept: 5_228 }),
      Coverage: all(1_051, { notKept: 1_051 }),
      Condition: all(438, { notKept: 438 }),
      Immunization: all(29, { notKept: 29 })
    });
    const second = await imported('synthea-csv', csv ?? '', clinic);
    expect(second.total).toMatchObject({ added: 0, changed: 0, unchanged: 27 + 604 + 166 + 63 + 9 });
  });

  test('[IMP-22] a ZIP code keeps its zero, visits are moments in UTC, and having no payer is no payer', async () => {
    const maynard = await patient(clinic, '3edac2e3-d223-6fae-d515-daf96ef6bc76');
    expect(maynard).toMatchObject({
      name: { family: 'Mosciski', given: ['Maynard'] },
      birthDate: '2014-10-06',
      sex: 'male',
      address: { line: ['784 Stamm Lock Unit 46'], city: 'Somerville', state: 'Massachusetts', postalCode: '02155' }
    });
    expect(maynard?.encounters.find(({ encounter }) => encounter.startsWith('57f2562b'))).toEqual({
      patient: maynard?.patient,
      encounter: '57f2562b-445c-f11c-ba40-edc55af3c84f',
      class: 'ambulatory',
      start: Date.parse('2023-01-27T16:17:47Z'),
      end: Date.parse('2023-01-27T16:32:47Z'),
      what: 'Encounter for symptom',
      practitioner: 'Víctor Noriega'
    });
    const facts = (await clinic.read(['practice'])).get('practice') ?? [];
    const practice = practiceOf(facts.map((fact, clock) => ({ client: 1, clock, fact })));
    const payers = [...practice.contacts.values()].filter(({ type }) => type === 'payer').map(({ name }) => name);
    expect(payers).toContain('Medicare');
    expect(payers).not.toContain('NO_INSURANCE');
  });
});

describe.skipIf(!examples)('official examples and malformed files', async () => {
  const report = examples ? await imported('fhir', examples, emptyClinic()) : null;
  const reasons = (file: string): readonly string[] =>
    (report?.refused ?? []).filter((each) => each.file.endsWith(file)).map(({ reason }) => reason);

  test('every refusal says what is wrong', () => {
    expect(report?.total).toMatchObject({ read: 161, refused: 21 });
    expect(reasons('Patient-animal.json')).toEqual(['The record is about an animal.']);
    expect(reasons('Patient-newborn.json')).toEqual(['The patient has no name.']);
    expect(reasons('Encounter-f001.json')).toEqual(['The visit has no start.']);
    expect(reasons('BatchWithInvalidEleEnums.json')).toEqual(Array(4).fill('The bundle’s entry holds no resource.'));
  });

  test('[IMP-8] each of their files is read, or what is not is refused in words', async () => {
    const files = (await readdir(examples ?? '', { recursive: true })).filter((file) => file.endsWith('.json'));
    expect(files.length).toBeGreaterThan(140);
    for (const file of files) {
      const { total, refused } = await imported('fhir', `${examples}/${file}`, emptyClinic());
      const { read, added, changed, unchanged, refused: not, notKept } = total;
      expect([file, read > 0, added + changed + unchanged + not + notKept]).toEqual([file, true, read]);
      expect(refused).toHaveLength(not);
      for (const { reason } of refused) expect(reason, file).toMatch(/^[A-Z“].*\.$/);
    }
  });

  test('[IMP-7] a transaction with a bad entry is refused whole', () => {
    expect(reasons('TransactionWithInvalidProcessingRecord.json')).toHaveLength(7);
    expect(reasons('TransactionWithInvalidProcessingRecord.json')).toContain(
      'The bundle is a transaction, which is taken whole or not at all, and its entry 0 was refused.'
    );
  });
});
