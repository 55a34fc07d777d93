import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { testData } from '#tests/test-data.ts';
import { escaped, unescaped } from './escapes.ts';
import {
  componentOf,
  messagesIn,
  parseMessage,
  repetitionsOf,
  segmentsOf,
  USUAL,
  valueOf,
  writeMessage
} from './message.ts';
import { wordsFor } from './refusals.ts';

const HEAD = 'MSH|^~\\&|SCHED|CLINIC|ANTEROOM|CLINIC|20261120090000||SIU^S12^SIU_S12|M-1|P|2.5.1';
const folder = testData('hl7v2');

function parsed(text: string) {
  const read = parseMessage(text);
  if (!read.ok) throw new Error(wordsFor(read.error));
  return read.value;
}

test('[HL7-1] fields, repetitions, components and subcomponents; what nobody knows is written as it came', () => {
  const text = `${HEAD}\rPID|1||77^^^MRN&1.2&ISO^MR~88^^^OTHER||Rook\\T\\Sons^Ann||""\rZZZ|our^own|\\Z9\\|\r`;
  const message = parsed(text);
  const [patient] = segmentsOf(message, 'PID');
  const [first = '', second = ''] = repetitionsOf(message, patient, 3);
  expect([componentOf(message, first), componentOf(message, first, 4), componentOf(message, first, 4, 2)]).toEqual([
    '77',
    'MRN',
    '1.2'
  ]);
  expect(componentOf(message, second, 4)).toBe('OTHER');
  expect([valueOf(message, patient, 5), valueOf(message, patient, 5, 2), valueOf(message, patient, 7)]).toEqual([
    'Rook&Sons',
    'Ann',
    ''
  ]);
  expect([valueOf(message, message.segments[0], 1), valueOf(message, message.segments[0], 10)]).toEqual(['|', 'M-1']);
  expect(writeMessage(message)).toBe(text);
});

test('[HL7-1] separators are those of the message’s own head', () => {
  const message = parsed('MSH#!*?%#SCHED#CLINIC###20261120##SIU!S12#1#P#2.3\rPID#1##77!!!MRN%1.2\r');
  expect(componentOf(message, repetitionsOf(message, segmentsOf(message, 'PID')[0], 3)[0] ?? '', 4, 2)).toBe('1.2');
});

test.each(['\r', '\n', '\r\n'])('[HL7-1] every line end is taken, and a byte order mark and blank lines', (end) => {
  expect(writeMessage(parsed(`\uFEFF${end}${HEAD}${end}PID|1${end}${end}`))).toBe(`${HEAD}\rPID|1\r`);
});

test('[HL7-1] several messages in a file, with a batch’s head and tail', () => {
  const two = `FHS|^~\\&|X\rBHS|^~\\&|X\r${HEAD}\rPID|1\r${HEAD}\rPID|2\rBTS|2\rFTS|1\r`;
  expect(messagesIn(two)).toEqual([`${HEAD}\rPID|1\r`, `${HEAD}\rPID|2\r`]);
  expect(messagesIn('PID|1\r')).toEqual(['PID|1\r']);
  expect(messagesIn('\r\n')).toEqual([]);
});

test('[HL7-1] text that is escaped is text that is read', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('|', '^', '~', '\\', '&', 'E', '.', 'b', 'r', '\n', '\u0007', 'é', '漢') }),
      (text) => {
        const raw = escaped(text, USUAL);
        expect(raw).not.toMatch(/[|^~&\r\n]/);
        expect(unescaped(raw, USUAL)).toBe(text);
      }
    )
  );
});

test.each([
  ['a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f', 'a|b^c&d~e\\f'],
  ['one\\.br\\two', 'one\ntwo'],
  ['\\H\\loud\\N\\', 'loud'],
  ['\\X41\\\\X0D0A\\', 'A\r\n'],
  ['C:\\Temp', 'C:\\Temp'],
  ['\\Zown\\', '\\Zown\\'],
  ['\\X4\\', '\\X4\\'],
  ['50\\', '50\\'],
  ['\\', '\\']
])('[HL7-1] escapes: %s', (raw, text) => expect(unescaped(raw, USUAL)).toBe(text));

describe('[HL7-1] refused in words', () => {
  test.each([
    ['nothing', '', 'The message is empty.'],
    ['blank lines', '\r\n\r\n', 'The message is empty.'],
    ['no head', 'PID|1||7\r', 'The message does not begin with an MSH segment.'],
    ['a head with nothing', 'MSH\r', 'The separators in MSH-1 and MSH-2 cannot be read.'],
    ['too few separators', 'MSH|^~|A|B\r', 'The separators in MSH-1 and MSH-2 cannot be read.'],
    ['one of them twice', 'MSH|^~^&|A|B\r', 'The separators in MSH-1 and MSH-2 cannot be read.'],
    ['a letter that separates', 'MSHAbcdeA\r', 'The separators in MSH-1 and MSH-2 cannot be read.'],
    ['six of them', 'MSH|^~\\&#%|A\r', 'The separators in MSH-1 and MSH-2 cannot be read.'],
    ['a line that is none', `${HEAD}\rfree text\r`, 'Line 2 does not begin with the name of a segment.'],
    ['a long name', `${HEAD}\rPIDX|1\r`, 'Line 2 does not begin with the name of a segment.'],
    ['a short name', `${HEAD}\r\rPV|1\r`, 'Line 3 does not begin with the name of a segment.'],
    ['two heads', `${HEAD}\r${HEAD}\r`, 'A second message begins in line 2.'],
    [
      '6,000 lines',
      `${HEAD}\r${'NTE|1\r'.repeat(6_000)}`,
      'The message is longer than one megabyte, or has too many segments or fields.'
    ],
    [
      '2,000 fields',
      `${HEAD}\rPID${'|'.repeat(2_000)}\r`,
      'The message is longer than one megabyte, or has too many segments or fields.'
    ],
    [
      '2 MB',
      `${HEAD}\rNTE|1||${'a'.repeat(2_000_000)}\r`,
      'The message is longer than one megabyte, or has too many segments or fields.'
    ]
  ])('%s', (_, text, say) => {
    const read = parseMessage(text);
    expect(read.ok ? 'read' : wordsFor(read.error)).toBe(say);
  });

  test('never a throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'MSHPID|^~\\&\r\n1 "é') }), (text) => {
        const read = parseMessage(`MSH|^~\\&|${text}`);
        if (read.ok) expect(parsed(writeMessage(read.value))).toEqual(read.value);
      })
    );
  });
});

test.skipIf(!folder)('[HL7-1] all messages of others are read and written as they were, or refused in words', () => {
  const files = readdirSync(folder ?? '', { recursive: true, withFileTypes: true }).filter(
    (one) => one.isFile() && !one.name.endsWith('.md')
  );
  expect(files.length).toBeGreaterThan(100);
  const refused: string[] = [];
  for (const file of files) {
    const texts = messagesIn(readFileSync(path.join(file.parentPath, file.name), 'utf8'));
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) {
      const read = parseMessage(text);
      if (read.ok) expect(writeMessage(read.value).replace(/\r+$/, '\r')).toBe(text);
      else refused.push(`${file.name}: ${wordsFor(read.error)}`);
    }
  }
  expect(refused.filter((one) => /siu/i.test(one))).toEqual([]);
});
