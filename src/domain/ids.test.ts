import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocId, arrivalsDoc, boardDoc, caseDoc, dayDoc, inboxDoc, patientDoc, practiceDoc } from './documents.ts';
import { BOOTS_PER_DEVICE, clientIdOf, deviceOf, idFrom, MAX_DEVICE_NO } from './ids.ts';

describe('[ID-1] a client id says whose it is', () => {
  test('there and back again, within the 32 bits that Yjs gives it', () => {
    const boots = fc.integer({ min: 0, max: BOOTS_PER_DEVICE - 1 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_DEVICE_NO }), boots, (device, boot) => {
        const client = clientIdOf(device, boot);
        expect(deviceOf(client)).toBe(device);
        expect(client).toBeLessThan(2 ** 32);
      })
    );
  });

  test.each([
    [0, 0],
    [-1, 0],
    [4096, 0],
    [1.5, 0],
    [NaN, 0],
    [1, -1],
    [1, BOOTS_PER_DEVICE],
    [1, 0.5]
  ])('none for device %d, boot %d', (device, boot) => {
    expect(() => clientIdOf(device, boot)).toThrow(RangeError);
  });
});

test('[ID-2] an id is sixteen characters that cannot be misread, another for each other ten bytes', () => {
  const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(idFrom(a)).toMatch(/^[0-9abcdefghjkmnpqrstvwxyz]{16}$/);
      expect(idFrom(a) === idFrom(b)).toBe(a.every((byte, index) => byte === b[index]));
    })
  );
  expect(idFrom(new Uint8Array(10))).toBe('0000000000000000');
  expect(idFrom(new Uint8Array(10).fill(255))).toBe('zzzzzzzzzzzzzzzz');
  expect(() => idFrom(new Uint8Array(9))).toThrow(RangeError);
});

describe('[DOC-1] addresses of documents', () => {
  const date = '2026-11-20';
  test.each([
    [practiceDoc, { kind: 'practice' }],
    [dayDoc('main', date), { kind: 'day', site: 'main', date }],
    [patientDoc('p-1'), { kind: 'patient', patient: 'p-1' }],
    [caseDoc('c-1'), { kind: 'case', case: 'c-1' }],
    [inboxDoc(4095), { kind: 'inbox', device: 4095 }],
    [arrivalsDoc('main', date), { kind: 'arrivals', site: 'main', date }],
    [boardDoc('main', 'front', date), { kind: 'board', site: 'main', area: 'front', date }]
  ])('%s', (doc, ref) => {
    expect(parseDocId(doc)).toEqual(ref);
  });

  test.each([
    ...['', '/', 'practice/', 'practice/x', 'Practice', 'day', 'day/main', 'day/main/2026-02-31', 'day/main/20261120'],
    ...['day//2026-11-20', 'day/Main/2026-11-20', 'day/../2026-11-20', 'day/main/2026-11-20/x', 'patient', 'patient/'],
    ...['patient/a/b', 'patient/A', `patient/${'a'.repeat(65)}`, 'patient/a b', 'patient/-a', 'inbox/0', 'inbox/01'],
    ...['inbox/12345', 'inbox/x', 'inbox/-1', 'board/main/front', 'board/main/front/2026-11-20/x', 'arrivals/main'],
    ...['case', 'case/', 'case/a/b', 'case/A', 'case/-a', 'case/__proto__'],
    ...['secrets', '__proto__', 'constructor', 'patient/__proto__', 'day/main/2026-11-20\u0000', 'x'.repeat(10_000)]
  ])('%j is none', (doc) => {
    expect(parseDocId(doc)).toBeNull();
  });
});
