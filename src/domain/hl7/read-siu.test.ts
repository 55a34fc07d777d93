import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { testData } from '#tests/test-data.ts';
import { dtmOf, hl7Time, minutesFrom, wallTimeOf } from './hl7-time.ts';
import { messagesIn, parseMessage } from './message.ts';
import { readSiu } from './read-siu.ts';
import { wordsFor } from './refusals.ts';

const folder = testData('hl7v2/SIU');

/** What a message says, or why it is not taken. */
function read(text: string) {
  const message = parseMessage(text);
  const notice = message.ok ? readSiu(message.value) : message;
  return notice.ok ? notice.value : wordsFor(notice.error);
}

/** A whole S12; each part may be replaced. */
function siu(over: Readonly<Record<string, string | null>> = {}): string {
  const parts: Record<string, string | null> = {
    MSH: 'MSH|^~\\&|SCHED|CLINIC|ANTEROOM|CLINIC|20261120090000||SIU^S12^SIU_S12|M-1|P|2.5.1',
    SCH: 'SCH|P-1^NS|F-1||||ROUTINE|fever|new^New patient|20|min|^^20^20261120093000^20261120095000',
    NTE: 'NTE|1||Bring \\T\\ show the card',
    PID: 'PID|1||77^^^MRN^MR~123456789^^^USSSA^SS||Rook^Ann^B^^^^L||19800229|F|||||5550142',
    PV1: 'PV1|1|O',
    AIP: 'AIP|1||9^Kimball^Jae',
    AIL: 'AIL|1||Room 1^^^Harbor Street',
    ...over
  };
  return Object.values(parts)
    .filter((part) => part !== null)
    .map((part) => `${part}\r`)
    .join('');
}

test('[HL7-2] what a message says of an appointment; a social security number is not read', () => {
  expect(read(siu())).toEqual({
    trigger: 'S12',
    control: 'M-1',
    sender: 'SCHED/CLINIC',
    placer: 'P-1^NS',
    filler: 'F-1',
    start: { date: '2026-11-20', minute: 570, offset: null },
    minutes: 20,
    types: [
      { code: 'new', text: 'New patient' },
      { code: 'fever', text: '' }
    ],
    providers: [{ code: '9', text: 'Kimball', family: 'Kimball', given: 'Jae' }],
    places: [
      { code: 'Room 1', text: '' },
      { code: 'Harbor Street', text: '' }
    ],
    reasons: [{ code: 'ROUTINE', text: '' }],
    note: 'Bring & show the card',
    person: {
      numbers: [{ value: '77', authority: 'MRN', type: 'MR' }],
      family: 'Rook',
      given: 'Ann B',
      birthDate: '1980-02-29',
      sex: 'female',
      phone: '5550142'
    }
  });
});

describe('[HL7-3] start and length', () => {
  const at = (over: Record<string, string | null>) => {
    const notice = read(siu(over));
    return typeof notice === 'string' ? notice : [notice.start?.date, notice.start?.minute, notice.minutes];
  };
  test.each([
    ['TQ1 before SCH-11', { TQ1: 'TQ1|1||||||20261121100000|20261121104500' }, ['2026-11-21', 600, 45]],
    ['an end before a length', { SCH: 'SCH|P|F|||||||60|m|^^60^202611200930^202611201015' }, ['2026-11-20', 570, 45]],
    ['a length without an end', { SCH: 'SCH|P|F|||||||2|h|^^^202611200930' }, ['2026-11-20', 570, 120]],
    ['seconds', { SCH: 'SCH|P|F|||||||900|s|^^^202611200930' }, ['2026-11-20', 570, 15]],
    ['no unit', { SCH: 'SCH|P|F|||||||25||^^^202611200930' }, ['2026-11-20', 570, 25]],
    ['a length that is none', { SCH: 'SCH|P|F|||||||-5|min|^^^202611200930' }, ['2026-11-20', 570, null]],
    ['the provider’s start', { SCH: 'SCH|P|F', AIP: 'AIP|1||9^K|||20261120110000|||40|min' }, ['2026-11-20', 660, 40]],
    ['a service’s start', { SCH: 'SCH|P|F', AIS: 'AIS|1||x|20261120110000|||35|min' }, ['2026-11-20', 660, 35]],
    ['a day only', { SCH: 'SCH|P|F||||||||20261120|^^20^20261120' }, ['2026-11-20', null, null]],
    ['none', { SCH: 'SCH|P|F|||||||30|min' }, [undefined, undefined, 30]],
    ['no time', { SCH: 'SCH|P|F|||||||30|min|^^^tomorrow' }, 'The time in SCH-11 cannot be read.'],
    ['no day', { TQ1: 'TQ1|1||||||20260230100000' }, 'The time in TQ1-7 cannot be read.'],
    ['no hour', { TQ1: 'TQ1|1||||||20261120250000' }, 'The time in TQ1-7 cannot be read.'],
    ['no end', { TQ1: 'TQ1|1||||||20261120100000|later' }, 'The time in TQ1-7 cannot be read.']
  ])('%s', (_, over, expected) => expect(at(over)).toEqual(expected));
});

test('[HL7-3] a time with an offset is told on the office’s wall clock, also where it is another day', () => {
  const time = (text: string) => wallTimeOf(hl7Time(text)!, 'America/New_York');
  expect(time('20261120093000.0000-0500')).toEqual({ date: '2026-11-20', minute: 570 });
  expect(time('202611210130+0100')).toEqual({ date: '2026-11-20', minute: 1170 });
  // The clock was set back on 1 November: the same offset is an hour earlier there from then on.
  expect(time('202611010930-0400')).toEqual({ date: '2026-11-01', minute: 510 });
  expect(dtmOf('2026-11-01', 510, 'America/New_York')).toBe('20261101083000-0500');
  expect(dtmOf('2026-07-01', 510, 'Asia/Kolkata')).toBe('20260701083000+0530');
  expect(minutesFrom(hl7Time('202611200930-0500')!, hl7Time('202611201600+0100')!)).toBe(30);
  expect(['2026', '202613010930', '2026112009300', '20261120093000-9900', ''].map(hl7Time)).toEqual(
    Array(5).fill(null)
  );
});

describe('[HL7-2] refused in words', () => {
  const head = (fields: string): Record<string, string> => ({ MSH: `MSH|^~\\&|A|B|C|D|20261120||${fields}` });
  test.each([
    ['another kind', head('ADT^A01|1|P|2.5'), 'Only scheduling messages (SIU) are taken here.'],
    ['another trigger', head('SIU^S18|1|P|2.5'), 'Of scheduling messages, S12 to S17 and S26 are taken here.'],
    ['no trigger', head('SIU|1|P|2.5'), 'Of scheduling messages, S12 to S17 and S26 are taken here.'],
    ['an unknown version', head('SIU^S12|1|P|1.0'), 'The version in MSH-12 is not one of HL7 2.1 to 2.8.'],
    ['a training message', head('SIU^S12|1|T|2.5'), 'Only production messages (MSH-11 P) are taken here.'],
    ['no control id', head('SIU^S12||P|2.5'), 'The message has no control id (MSH-10).'],
    ['no schedule', { SCH: null }, 'The message has no SCH segment.'],
    ['no ids', { SCH: 'SCH||""|||||||20' }, 'The appointment has neither a placer id (SCH-1) nor a filler id (SCH-2).']
  ])('%s', (_, over, say) => expect(read(siu(over))).toBe(say));
});

test.skipIf(!folder)('[HL7-2] every scheduling message of others is read, with what it says of when', () => {
  const told = readdirSync(folder ?? '')
    .sort()
    .flatMap((file) => messagesIn(readFileSync(path.join(folder ?? '', file), 'utf8')))
    .map(read)
    .map((one) =>
      typeof one === 'string'
        ? one
        : `${one.trigger} ${one.filler} ${one.start?.date} ${one.start?.minute} ${one.minutes}`
    );
  expect(told).toEqual([
    'S12 null undefined undefined 30',
    'S12 2196178 2011-06-17 525 45',
    'S15 2196178 2011-06-17 525 45',
    'S12 36996 2021-08-18 690 60',
    'S13 36996 2021-09-24 570 50',
    'S14 36996 2021-09-24 570 50',
    'S15 36996 2021-09-24 570 50',
    'S16 36996 2021-09-24 570 50',
    'S17 36996 2021-09-24 570 50',
    'S26 36996 2021-09-24 570 50',
    'S12 APT001 2026-03-25 840 30'
  ]);
});
