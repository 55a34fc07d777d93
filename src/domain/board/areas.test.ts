import { expect, test } from 'vitest';
import { BOARD_AT_FIRST, boardSettingFrom, isToldIn, MAX_BOARD_AREAS, mergedBoard, type Whereabouts } from './areas.ts';
import { boardOf, WHOLE_SITE, type Board } from './board.ts';

const board = (areaName: string, part: Partial<Board> = {}): Board => ({
  ...boardOf([]),
  siteName: 'Harbor Street',
  areaName,
  zone: 'UTC',
  ...part
});
const call = (ticket: string, at: number) => ({ ticket, roomName: 'Room 1', at });
const wait = (ticket: string, high: number, at: number) => ({ ticket, low: 5, high, at });

test.each<[string, Whereabouts, readonly string[]]>([
  ['who waits there', { waitsIn: 'front', calledTo: null }, ['front', WHOLE_SITE]],
  ['whom a room of another area calls, in both', { waitsIn: 'front', calledTo: 'back' }, ['front', 'back', WHOLE_SITE]],
  ['of whom nobody said where they wait, everywhere', { waitsIn: null, calledTo: null }, ['front', 'back', WHOLE_SITE]],
  ['and so when they are called', { waitsIn: null, calledTo: 'back' }, ['front', 'back', WHOLE_SITE]]
])('[AGT-13] an area tells of %s', (_, where, told) => {
  expect(['front', 'back', WHOLE_SITE].filter((area) => isToldIn(area, where))).toEqual(told);
});

test('[BDOC-6] several areas are one board: a ticket that two tell of is there once, under the later word', () => {
  const front = board('Front', {
    called: [call('A-002', 20), call('A-001', 10)],
    waiting: ['A-003', 'A-004'],
    waits: [wait('A-003', 20, 1), wait('A-004', 20, 1)],
    delays: [{ called: 'Dr Kimball', minutes: 15 }]
  });
  const back = board('Back', {
    called: [call('A-002', 22)],
    waiting: ['A-004', 'A-005', 'A-001'],
    waits: [wait('A-004', 30, 2)],
    delays: [
      { called: 'Dr Kimball', minutes: 20 },
      { called: 'Dr Osei', minutes: 15 }
    ]
  });
  expect(mergedBoard([front, back])).toEqual({
    siteName: 'Harbor Street',
    areaName: '',
    zone: 'UTC',
    called: [call('A-002', 22), call('A-001', 10)],
    waiting: ['A-003', 'A-004', 'A-005'],
    waits: [wait('A-003', 20, 1), wait('A-004', 30, 2)],
    judged: null,
    delays: [
      { called: 'Dr Kimball', minutes: 20 },
      { called: 'Dr Osei', minutes: 15 }
    ],
    areaNames: new Map([
      ['A-003', 'Front'],
      ['A-005', 'Back']
    ])
  });
});

test('[BDOC-6] one area is its own board, and none is empty', () => {
  const front = board('Front', { waiting: ['A-001'] });
  expect(mergedBoard([front])).toEqual({ ...front, areaNames: new Map([['A-001', 'Front']]) });
  expect(mergedBoard([])).toEqual({ ...boardOf([]), areaNames: new Map() });
});

test('[BRD-12] what a board was set to is read as far as it is understood', () => {
  const many = Array.from({ length: 9 }, (_, at) => `area-${at}`);
  expect(boardSettingFrom({ areas: ['front', 'back'], layout: 'merged' })).toEqual({
    areas: ['front', 'back'],
    layout: 'merged'
  });
  expect(boardSettingFrom({ areas: ['front', 7, ''], layout: 'spiral' })).toEqual({
    areas: ['front'],
    layout: 'columns'
  });
  expect(boardSettingFrom({ areas: many }).areas).toHaveLength(MAX_BOARD_AREAS);
  for (const kept of [null, 7, 'front', {}, { areas: [] }, { areas: 'front' }, { areas: [null] }])
    expect(boardSettingFrom(kept)).toEqual(BOARD_AT_FIRST);
});
