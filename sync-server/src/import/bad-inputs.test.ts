import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportFormat } from './run-import.ts';
import { runImport } from './run-import.ts';
import type { ImportReport } from './tally.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'anteroom-import-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Imports one file into an empty clinic that remembers what it was given. */
async function importing(
  name: string,
  content: string | Buffer
): Promise<ImportReport & { written: unknown[]; kept: unknown[] }> {
  const own = await mkdtemp(path.join(folder, 'case-'));
  await writeFile(path.join(own, name), content);
  const written: unknown[] = [];
  const kept: unknown[] = [];
  const format: ImportFormat = name.includes('.csv') ? 'synthea-csv' : 'fhir';
  const report = await runImport({
    format,
    from: path.join(own, name),
    clinic: {
      read: () => Promise.resolve(new Map()),
      keep: () => Promise.reject(new Error('no paper is read here')),
      append(batch) {
        for (const { kind, of } of batch.flatMap(({ facts }) => facts))
          (kind === 'resource/kept' ? kept : written).push(of);
        return Promise.resolve();
      }
    },
    dryRun: false,
    source: '',
    now: () => Date.UTC(2026, 10, 21, 12),
    fallbackZone: 'America/New_York'
  });
  return { ...report, written, kept };
}

const resource = (more: object = {}): object => {
  return {
    resourceType: 'Patient',
    id: 'p1',
    name: [{ family: 'Quill', given: ['Ada'] }],
    birthDate: '1971-03-09',
    ...more
  };
};
const line = (more: object = {}): string => JSON.stringify(resource(more));

/** Each file, and the one sentence it is answered with; nothing of it is written. */
const REFUSED: readonly (readonly [what: string, name: string, content: string | Buffer, reason: string])[] = [
  [
    'insurance of nobody',
    'a.json',
    '{"resourceType":"Coverage","id":"c1"}',
    'The record does not say which patient it is about.'
  ],
  [
    'insurance of somebody who is not here',
    'a.json',
    '{"resourceType":"Coverage","id":"c1","beneficiary":{"reference":"Patient/none"}}',
    'The record’s patient is neither in this import nor in the clinic. Import the patient first, or together with it.'
  ],
  [
    'a consent by search',
    'a.json',
    '{"resourceType":"Consent","id":"c1","patient":{"reference":"Patient?identifier=1"}}',
    'The record names its patient by a search instead of an id; such references are not followed.'
  ],
  [
    'a document larger than can be kept',
    'a.json',
    JSON.stringify({
      resourceType: 'DocumentReference',
      id: 'd1',
      subject: { reference: 'Patient/p1' },
      content: [{ attachment: { data: 'A'.repeat(800_000) } }]
    }),
    'The record is too large to be kept: more than 700 KiB.'
  ],
  [
    'a related person without an id',
    'a.json',
    '{"resourceType":"RelatedPerson","patient":{"reference":"Patient/p1"}}',
    'The record has neither an id nor an identifier, so a second import could not recognise it.'
  ],
  ['an empty file', 'a.json', '', 'The file is empty.'],
  ['blank lines alone', 'a.ndjson', '\n\r\n  \n', 'The file is empty.'],
  ['a byte order mark alone', 'a.json', '\ufeff', 'The file is empty.'],
  [
    'JSON cut short',
    'a.json',
    '{\n  "resourceType": "Patient",\n  "na',
    'The JSON ends in the middle: the file was not copied or written whole.'
  ],
  [
    'a bundle cut short',
    'a.json',
    '{"resourceType":"Bundle","entry":[{"resource":',
    'The JSON ends in the middle: the file was not copied or written whole.'
  ],
  ['XML', 'a.json', '<Patient xmlns="http://hl7.org/fhir"/>', 'This is not JSON.'],
  [
    'JSON with a slip',
    'a.json',
    '{\n  "resourceType": "Patient",\n  name: 1\n}',
    'This is not JSON: see line 3, character 3.'
  ],
  [
    'JSON of something else',
    'a.json',
    '{"hello":"world"}',
    'This is JSON, but not a FHIR resource: it has no resourceType.'
  ],
  ['a number', 'a.json', '42', 'This is JSON, but not a FHIR resource: it has no resourceType.'],
  ['null', 'a.ndjson', 'null', 'This is JSON, but not a FHIR resource: it has no resourceType.'],
  ['a type that is none', 'a.json', '{"resourceType":"Patients","id":"1"}', '“Patients” is not a FHIR resource type.'],
  [
    'a type by the name of a prototype',
    'a.json',
    '{"resourceType":"__proto__","id":"1"}',
    '“__proto__” is not a FHIR resource type.'
  ],
  ['a bundle whose entries are no list', 'a.json', '{"resourceType":"Bundle","entry":{}}', 'entry must be a list.'],
  [
    'a bundle’s entry without a resource',
    'a.json',
    '{"resourceType":"Bundle","type":"batch","entry":[null]}',
    'The bundle’s entry holds no resource.'
  ],
  [
    'a gzip file cut short',
    'a.ndjson.gz',
    gzipSync(`${line()}\n`.repeat(50)).subarray(0, 20),
    'The compressed file ends in the middle: it was not copied whole. What came before was read. Copy it again.'
  ],
  [
    'gzip with other bytes in it',
    'a.ndjson.gz',
    Buffer.concat([gzipSync(line()).subarray(0, 12), Buffer.alloc(40, 0xff)]),
    'The compressed file is damaged and cannot be unpacked further. What came before was read. Copy it again.'
  ],
  [
    'a zip archive',
    'a.json',
    Buffer.from('PK\u0003\u0004……'),
    'The file is a zip archive. Unpack it and import the folder.'
  ],
  [
    'UTF-16',
    'a.json',
    Buffer.from(`\ufeff${line()}`, 'utf16le'),
    'The file is saved as UTF-16. Save it as UTF-8 and import it again.'
  ],
  [
    'Latin-1',
    'a.ndjson',
    Buffer.from(line({ name: [{ family: 'Núñez' }] }), 'latin1'),
    'The text is not UTF-8, so names could be damaged. Save the file as UTF-8.'
  ],
  ['a patient without a name', 'a.json', line({ name: [] }), 'The patient has no name.'],
  [
    'a name of blanks',
    'a.json',
    line({ name: [{ family: ' ', given: ['\t', '\u200b'] }] }),
    'The patient has no name.'
  ],
  ['a name of 10 KB', 'a.json', line({ name: [{ family: 'Q'.repeat(10_240) }] }), 'Name can be up to 120 characters.'],
  ['a name that is no list', 'a.json', line({ name: { family: 'Quill' } }), 'name must be a list.'],
  ['a name that is a number', 'a.json', line({ name: [{ family: 7 }] }), 'name[0].family must be text.'],
  ['a wrong gender', 'a.json', line({ gender: 'M' }), 'gender must be male, female, other or unknown.'],
  [
    '31 February',
    'a.json',
    line({ birthDate: '1971-02-31' }),
    'The birth date “1971-02-31” does not exist. Check day and month.'
  ],
  [
    '29 February in 2023',
    'a.json',
    line({ birthDate: '2023-02-29' }),
    'The birth date “2023-02-29” does not exist. Check day and month.'
  ],
  [
    'month 13',
    'a.json',
    line({ birthDate: '1971-13-40' }),
    'The birth date “1971-13-40” does not exist. Check day and month.'
  ],
  [
    'a birth in 2099',
    'a.json',
    line({ birthDate: '2099-01-01' }),
    'The birth date “2099-01-01” is in the future. Check the year.'
  ],
  [
    'a birth in 1850',
    'a.json',
    line({ birthDate: '1850-01-01' }),
    'The birth date “1850-01-01” is before 1880. Check the year.'
  ],
  [
    'an American date',
    'a.json',
    line({ birthDate: '03/09/1971' }),
    'The birth date “03/09/1971” is not a date. Dates are written 1971-03-09.'
  ],
  ['a birth date that is a number', 'a.json', line({ birthDate: 19710309 }), 'birthDate must be text.'],
  [
    'neither id nor identifier',
    'a.json',
    line({ id: undefined }),
    'The record has neither an id nor an identifier, so a second import could not recognise it.'
  ],
  ['an animal', 'a.json', line({ animal: { species: {} } }), 'The record is about an animal.'],
  [
    'an address line of 10 KB',
    'a.json',
    line({ address: [{ line: ['x'.repeat(10_240)] }] }),
    'An address line can be up to 200 characters.'
  ],
  [
    'a visit without a start',
    'a.json',
    '{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient/p1"}}',
    'The visit has no start.'
  ],
  [
    'a visit of nobody',
    'a.json',
    '{"resourceType":"Encounter","id":"e","period":{"start":"2020-01-01"}}',
    'The visit does not say whose it is.'
  ],
  [
    'a visit on 31 February',
    'a.json',
    '{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient/p1"},"period":{"start":"2020-02-31T10:00:00Z"}}',
    'period.start “2020-02-31T10:00:00Z” is not a time that exists.'
  ],
  [
    'a visit of a patient by a search',
    'a.json',
    '{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient?identifier=1"},"period":{"start":"2020-01-01"}}',
    'The visit names its patient by a search instead of an id; such references are not followed.'
  ],
  [
    'a visit of a patient who is not here',
    'a.json',
    '{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient/p1"},"period":{"start":"2020-01-01"}}',
    'The visit’s patient is neither in this import nor in the clinic. Import the patient first, or together with it.'
  ],
  ['a practitioner without a name', 'a.json', '{"resourceType":"Practitioner","id":"d"}', 'The record has no name.'],
  ['a CSV that is empty', 'patients.csv', '', 'The file is empty.'],
  [
    'a CSV that is no table of Synthea',
    'people.csv',
    'Id\n1\n',
    'The file’s name is not that of a Synthea table, such as patients.csv or encounters.csv.'
  ],
  [
    'missing columns',
    'patients.csv',
    'Id,FIRST,LAST\n1,Ada,Quill\n',
    'The first line has no column BIRTHDATE. The file needs Synthea’s column names, with commas between them.'
  ],
  [
    'a delimiter that none uses',
    'patients.csv',
    'Id^BIRTHDATE^FIRST^LAST\n1^1971-03-09^Ada^Quill\n',
    'The first line has no column ID, BIRTHDATE, FIRST, LAST. The file needs Synthea’s column names, with commas between them.'
  ],
  [
    'a row too short',
    'patients.csv',
    'Id,BIRTHDATE,FIRST,LAST\n1,1971-03-09,Ada\n',
    'The row has 3 columns and the first line has 4.'
  ],
  [
    'a quotation mark left open',
    'patients.csv',
    'Id,BIRTHDATE,FIRST,LAST\n1,1971-03-09,"Ada,Quill\n2,1971-03-09,Ben,Rook\n',
    'A quotation mark opens a text here and is never closed; the rest of the file was not read.'
  ],
  [
    'a quotation mark left open in a large file',
    'patients.csv',
    `Id,BIRTHDATE,FIRST,LAST\n1,1971-03-09,"Ada,Quill\n${'2,1971-03-09,Ben,Rook\n'.repeat(100_000)}`,
    'A quotation mark opens a text here and is never closed; the rest of the file was not read.'
  ],
  [
    'a CSV row without an id',
    'patients.csv',
    'Id,BIRTHDATE,FIRST,LAST\n,1971-03-09,Ada,Quill\n',
    'The record has neither an id nor an identifier, so a second import could not recognise it.'
  ],
  [
    'a CSV birth date that does not exist',
    'patients.csv',
    'Id,BIRTHDATE,FIRST,LAST\n1,13/45/2020,Ada,Quill\n',
    'The birth date “13/45/2020” is not a date. Dates are written 1971-03-09.'
  ]
];

describe('[IMP-6] bad input has one clear answer and writes nothing (RELIABILITY §6 no. 40)', () => {
  test.each(REFUSED)('%s', async (_, name, content, reason) => {
    const { refused, written, kept, total } = await importing(name, content);
    expect(refused.map((each) => each.reason)).toEqual([reason]);
    expect({ written, kept, refused: total.refused, added: total.added }).toEqual({
      written: [],
      kept: [],
      refused: 1,
      added: 0
    });
  });
});

describe('[IMP-9] what is good in a bad file is taken, and what is not has its line (RELIABILITY §6 no. 40)', () => {
  test('half-valid NDJSON, with CRLF, blank lines and a byte order mark', async () => {
    const content = [
      '\ufeff' + line(),
      '',
      '{"resourceType":"Pat',
      line({ id: 'p2' }),
      'not json',
      line({ id: 'p3', birthDate: '2099' })
    ];
    const { refused, counts } = await importing('a.ndjson', content.join('\r\n'));
    expect(refused.map((each) => [each.line, each.resource, each.code])).toEqual([
      [3, 'line', 'json/cut'],
      [5, 'line', 'json/damaged'],
      [6, 'Patient', 'patient/birth-date']
    ]);
    expect(counts['Patient']).toMatchObject({ read: 3, added: 2, refused: 1 });
  });

  test('a line that says it is a visit and cannot be read is told once', async () => {
    const { refused } = await importing('a.ndjson', `${line()}\n{"resourceType":"Encounter","id":\n`);
    expect(refused.map((each) => [each.line, each.resource, each.code])).toEqual([[2, 'Encounter', 'json/cut']]);
  });

  test('the whole lines of a compressed file cut short', async () => {
    // Random ids, so that the packed file is long enough to cut within its text.
    const many = Array.from({ length: 2_000 }, (_, i) => line({ id: `p${(i * 7_919) % 10_007}` })).join('\n');
    const packed = gzipSync(many);
    const { refused, counts } = await importing('a.ndjson.gz', packed.subarray(0, Math.floor(packed.length / 2)));
    const taken = counts['Patient']?.added ?? 0;
    expect(taken).toBeGreaterThan(100);
    expect(refused).toMatchObject([{ line: taken + 1, code: 'file/gzip-cut' }]);
  });

  test('rows of a CSV around one that is wrong, counted by the lines of the file', async () => {
    const rows = [
      'Id;BIRTHDATE;FIRST;LAST;ADDRESS',
      '1;1971-03-09;Ada;Quill;"12 Harbor Lane',
      'second floor"',
      '2;1971-02-31;Ben;Rook;',
      '3;1980-01-01;Cam;Thistle;'
    ];
    const { refused, counts, written } = await importing('patients.csv', rows.join('\n'));
    expect(refused.map((each) => [each.line, each.id, each.code])).toEqual([[4, '2', 'patient/birth-date']]);
    expect(counts['Patient']).toMatchObject({ read: 3, added: 2, refused: 1 });
    expect(written[0]).toMatchObject({ address: { line: ['12 Harbor Lane second floor'] } });
  });

  test('a line longer than any record is passed over, and the next is read', async () => {
    const { refused, counts } = await importing(
      'patients.csv',
      `Id,BIRTHDATE,FIRST,LAST\n${'x'.repeat(5 * 1024 * 1024)}\n1,1971-03-09,Ada,Quill\n`
    );
    expect(refused.map((each) => [each.line, each.code])).toEqual([[2, 'line/too-long']]);
    expect(counts['Patient']).toMatchObject({ added: 1, refused: 1 });
  });
});

describe('[IMP-11] odd input that is still a person', () => {
  test.each([
    [
      'text that looks like markup or a formula',
      { name: [{ family: '<img src=x onerror=alert(1)>', given: ["=cmd()'"] }] },
      { family: '<img src=x onerror=alert(1)>', given: ["=cmd()'"] }
    ],
    [
      'control characters, direction overrides and zero-width spaces',
      { name: [{ family: 'Qu\u0000i\u202ell\u200b', given: ['A\u0007da'] }] },
      { family: 'Quill', given: ['Ada'] }
    ],
    ['letters and marks apart', { name: [{ family: 'Nu\u0301n\u0303ez' }] }, { family: 'Núñez', given: [] }],
    ['a single name', { name: [{ given: ['Kenzi'] }] }, { family: 'Kenzi', given: [] }],
    ['a name in one line', { name: [{ text: 'Kenzi Van Dyke' }] }, { family: 'Kenzi Van Dyke', given: [] }],
    ['gaps in lists', { name: [{ family: 'Quill', given: [null, 'Ada'] }] }, { family: 'Quill', given: ['Ada'] }],
    [
      'a list of family names',
      { name: [{ family: ['García', 'Márquez'], given: ['Paz'] }] },
      { family: 'García Márquez', given: ['Paz'] }
    ],
    [
      'keys that change objects',
      JSON.parse('{"__proto__":{"id":"x"},"constructor":1}') as object,
      { family: 'Quill', given: ['Ada'] }
    ]
  ])('%s', async (_, more, name) => {
    const { written, total } = await importing('a.json', line(more));
    expect(total).toMatchObject({ added: 1, refused: 0 });
    expect(written).toMatchObject([{ name }]);
    expect(({} as { id?: string }).id).toBeUndefined();
  });

  test('JSON nested 100,000 deep is no one, and harms no one', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const { total, refused } = await importing(
      'a.ndjson',
      `{"resourceType":"Patient","id":"p1","name":${deep}}\n${line({ id: 'p2' })}\n{"resourceType":"Patient","id":"p3","photo":${deep},"name":[{"family":"Rook"}]}`
    );
    expect(refused.map(({ line: at, reason }) => [at, reason])).toEqual([[1, 'The patient has no name.']]);
    expect(total).toMatchObject({ added: 2, refused: 1 });
  });

  test('[IMP-12] a birth date known in part is kept as not known, and said', async () => {
    const { remarks, written } = await importing('a.json', line({ birthDate: '1971-03' }));
    expect(written).toMatchObject([{ birthDate: null }]);
    expect(remarks.map(({ reason }) => reason)).toEqual([
      'The birth date is known in part only and was kept as not known.'
    ]);
  });

  test('[IMP-16] a number that reads like a payment card is left out, and said', async () => {
    const identifier = [
      { system: 'urn:x', value: '4111111111111111' },
      { system: 'urn:x', value: '12345' }
    ];
    const { remarks, written } = await importing('a.json', line({ identifier }));
    expect(written).toMatchObject([{ identifiers: [{ type: 'U', system: 'urn:x', value: '12345' }] }]);
    expect(remarks.map(({ code }) => code)).toEqual(['patient/identifier-left-out']);
  });

  test('a resource of a kind that is not kept is counted so, and one that was merged into another too', async () => {
    const replaced = line({ id: 'p2', link: [{ type: 'replaced-by', other: { reference: 'Patient/p1' } }] });
    const { counts } = await importing('a.ndjson', `{"resourceType":"Observation"}\n${replaced}`);
    expect(counts).toMatchObject({ Observation: { read: 1, notKept: 1 }, Patient: { read: 1, notKept: 1 } });
  });

  test('a file that is no file is an error of the caller', async () => {
    await expect(
      runImport({
        format: 'fhir',
        from: path.join(folder, 'nowhere'),
        clinic: {
          read: () => Promise.resolve(new Map()),
          keep: () => Promise.reject(new Error('no paper is read here')),
          append: () => Promise.resolve()
        },
        dryRun: false,
        source: '',
        now: () => 0,
        fallbackZone: 'America/New_York'
      })
    ).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
