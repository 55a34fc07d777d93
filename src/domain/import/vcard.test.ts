import { describe, expect, test } from 'vitest';
import { cardsIn, partsIn, textOf } from './vcard.ts';
import { patientFromCard } from './vcard-patient.ts';

const cards = (text: string) => [
  ...cardsIn(text.split(/\r\n|\n|\r/).map((line, at) => ({ line: at + 1, text: line })))
];
const person = (...lines: readonly string[]) => {
  const [card] = cards(['BEGIN:VCARD', ...lines, 'END:VCARD'].join('\n'));
  if (!card?.properties) throw new Error('no card');
  const read = patientFromCard(card.properties, { today: '2026-11-21', dayFirst: false });
  return read.ok ? read.value : read.error;
};
const QUILL = ['N:Quill;Ada;;;', 'UID:u1'];

describe('[IMP-28] the three versions', () => {
  test.each<[string, readonly string[]]>([
    ['2.1', ['VERSION:2.1', 'N:Quill;Ada;May;Dr.;II', 'TEL;CELL;PREF:206-555-0101', 'TEL;HOME;FAX:206-555-0109', 'ADR;HOME:;;1 Elm St;Salem;MA;01970;USA', 'BDAY:19710309']], // prettier-ignore
    ['3.0', ['VERSION:3.0', 'N:Quill;Ada;May;Dr.;II', 'item1.TEL;type=CELL;type=pref:206-555-0101', 'TEL;TYPE=HOME,FAX:206-555-0109', 'ADR;TYPE=HOME,POSTAL:;;1 Elm St;Salem;MA;01970;USA', 'BDAY;VALUE=date:1971-03-09']], // prettier-ignore
    ['4.0', ['VERSION:4.0', 'N:Quill;Ada;May;Dr.;II', 'TEL;VALUE=uri;PREF=1;TYPE="cell,voice":tel:+1-206-555-0101', 'TEL;TYPE=fax:206-555-0109', 'ADR;TYPE=home;LABEL="1 Elm St: Salem; MA":;;1 Elm St;Salem;MA;01970;USA', 'BDAY:19710309T080000Z', 'KIND:individual']] // prettier-ignore
  ])('%s', (_, lines) => {
    expect(person(...lines)).toMatchObject({
      key: 'quill|ada may|1971-03-09',
      remarks: [],
      demographics: {
        name: { family: 'Quill', given: ['Ada', 'May'], prefix: 'Dr.', suffix: 'II' },
        birthDate: '1971-03-09',
        phones: [{ number: '+12065550101', use: 'mobile' }],
        address: { line: ['1 Elm St'], city: 'Salem', state: 'MA', postalCode: '01970', country: 'USA' }
      }
    });
  });

  test('quoted-printable over several lines, in UTF-8 and in Latin-1', () => {
    expect(person('N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:N=C3=BA=C3=B1=', '=65z;Zo=C3=AB;;;', 'UID:1')).toMatchObject({ demographics: { name: { family: 'Núñez', given: ['Zoë'] } } }); // prettier-ignore
    expect(person('N;ENCODING=QUOTED-PRINTABLE:N=FA=F1ez;100%;;;', 'UID:1')).toMatchObject({ demographics: { name: { family: 'Núñez', given: ['100%'] } } }); // prettier-ignore
  });

  test('folded lines, small letters, a picture in between', () => {
    const text =
      'begin:vcard\r\nversion:3.0\r\nfn:Ada\r\n  Quill\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nuid:u1\r\nend:vcard\r\n';
    expect(cards(text)).toEqual([
      {
        line: 1,
        properties: [
          { name: 'FN', types: new Set(), value: 'Ada Quill' },
          { name: 'UID', types: new Set(), value: 'u1' }
        ]
      }
    ]);
  });

  test('a card within a card is not a person of its own', () => {
    const text = 'BEGIN:VCARD\nN:Quill;Ada\nAGENT:\nBEGIN:VCARD\nN:Rook;Ben\nEND:VCARD\nUID:u1\nEND:VCARD';
    expect(cards(text)).toMatchObject([{ line: 1, properties: [{ value: 'Quill;Ada' }, { name: 'UID' }] }]);
  });

  test('escapes', () => {
    expect(partsIn('Qu\\;ill;Ada\\, May,Jo;a\\\\b;\\')).toEqual([['Qu;ill'], ['Ada, May', 'Jo'], ['a\\b'], ['\\']]);
    expect(textOf('a\\nb\\Nc\\:d')).toBe('a\nb\nc:d');
  });
});

describe('[IMP-28] bad cards have one clear answer, and the next one is read all the same', () => {
  const good = 'BEGIN:VCARD\nN:Rook;Ben\nEND:VCARD\n';
  test.each<[string, string, readonly object[]]>([
    ['not a card at all', 'Quill, Ada\n', [{ line: 1, refusal: 'none' }]],
    ['no end', `BEGIN:VCARD\nN:Quill;Ada\n${good}`, [{ line: 1, refusal: 'cut' }, { line: 3, properties: [{ name: 'N' }] }]], // prettier-ignore
    ['the file cut short', `${good}BEGIN:VCARD\nN:Qu`, [{ line: 1 }, { line: 4, refusal: 'cut' }]],
    ['an end without a beginning', `END:VCARD\n${good}`, [{ line: 2 }]],
    ['lines that are none', `BEGIN:VCARD\n:::\nN\n;;\n=\n\u0000\nN:Rook;Ben\nEND:VCARD`, [{ properties: [{ name: 'N', value: 'Rook;Ben' }] }]], // prettier-ignore
    ['a soft line end at the end', 'BEGIN:VCARD\nN;QUOTED-PRINTABLE:a=', [{ refusal: 'cut' }]],
    ['two cards in one', `BEGIN:VCARD\nBEGIN:VCARD\nN:Rook;Ben\nEND:VCARD\nEND:VCARD`, [{ refusal: 'cut' }, { line: 2 }]] // prettier-ignore
  ])('%s', (_, text, expected) => {
    expect(cards(text)).toMatchObject(expected);
  });

  test.each<[string, readonly string[], object]>([
    ['no name', ['EMAIL:a@example.org'], { code: 'row/no-name' }],
    ['a day that does not exist', [...QUILL, 'BDAY:2023-02-29'], { code: 'row/birth-date', why: { code: 'birth/no-such-day' } }], // prettier-ignore
    ['the future', [...QUILL, 'BDAY:20990101'], { why: { code: 'birth/in-the-future' } }],
    ['words for a day', [...QUILL, 'BDAY;VALUE=text:circa 1800'], { why: { code: 'birth/unreadable' } }],
    ['a day without a year', [...QUILL, 'BDAY:--0309'], { demographics: { birthDate: null }, remarks: ['patient/birth-date-in-part'] }], // prettier-ignore
    ['a name and nothing else', ['FN:Ada Quill'], { key: null }],
    ['a phone that is a word', [...QUILL, 'TEL:HomePhone'], { demographics: { phones: [] } }],
    ['one phone twice', [...QUILL, 'TEL:2065550101', 'TEL;CELL:(206) 555-0101'], { demographics: { phones: [{ use: 'other' }] } }], // prettier-ignore
    ['a sex in words', [...QUILL, 'GENDER:O;agender'], { demographics: { sex: 'other' } }],
    ['script and a formula', ['N:<img onerror=x>;=cmd()', 'UID:1'], { demographics: { name: { family: '<img onerror=x>', given: ['=cmd()'] } } }], // prettier-ignore
    ['what hides', ['N:\u202eQuill\u200b;Ada', 'UID:1'], { demographics: { name: { family: 'Quill' } } }],
    ['keys of no property', [...QUILL, '__proto__:x', 'constructor:y'], { key: 'u1' }]
  ])('%s', (_, lines, expected) => {
    expect(person(...lines)).toMatchObject(expected);
  });

  test.each(['org', 'group', 'location'])('%s is nobody', (kind) => {
    expect(person('FN:Elm Clinic', `KIND:${kind}`)).toBeNull();
  });

  test('a parameter of ten thousand signs and no colon takes no time', () => {
    expect(cards(`BEGIN:VCARD\nN${';"a'.repeat(3_000)}\nN:Rook;Ben\nEND:VCARD`)).toMatchObject([
      { properties: [{ value: 'Rook;Ben' }] }
    ]);
  });
});

test('[IMP-28] every address of a card is kept, with what its TYPE says of it', () => {
  const card = person(...QUILL, 'ADR;TYPE=WORK:;;1 Mill Rd;Lynn;MA;01901;', 'ADR;TYPE=HOME:;;1 Elm St;Salem;MA;01970;', 'ADR;TYPE=POSTAL;TYPE=PREF:PO Box 9;;;Salem;MA;01970;', 'ADR;TYPE=HOME:;;;;;;'); // prettier-ignore
  expect(card).toMatchObject({ demographics: { address: { line: ['1 Elm St'] } } });
  expect((card as { demographics: object }).demographics).toMatchObject({
    otherAddresses: [
      { line: ['1 Mill Rd'], city: 'Lynn', use: 'work' },
      { line: ['PO Box 9'], use: 'home', kind: 'postal', letters: true }
    ]
  });
});
