import { expect, test } from 'vitest';
import { MAX_BOARD_AREAS } from '../domain/board/areas.ts';
import { parseDocId } from '../domain/documents.ts';
import { ACCESS, may, type DeviceRole, type DeviceScope, type Verb } from './access.ts';
import { LIMITS } from './limits.ts';

const DOCS = [
  'practice',
  'day/main/2026-11-20',
  'day/other/2026-11-20',
  'patient/p1',
  'inbox/7',
  'inbox/8',
  'arrivals/main/2026-11-20',
  'arrivals/other/2026-11-20',
  'board/main/main/2026-11-20',
  'board/other/main/2026-11-20',
  'audit/7/2026-11-20',
  'audit/8/2026-11-20'
];

function allowed(role: DeviceRole, verb: Verb): string[] {
  const device: DeviceScope = { deviceNo: 7, role, site: 'main' };
  return DOCS.filter((doc) => may(device, verb, parseDocId(doc)!));
}

test('[GATE-2] what a kiosk, a board and a tablet may read and append is this and nothing else', () => {
  expect(allowed('kiosk', 'read')).toEqual(['inbox/7', 'arrivals/main/2026-11-20', 'audit/7/2026-11-20']);
  expect(allowed('kiosk', 'append')).toEqual(['inbox/7', 'audit/7/2026-11-20']);
  expect(allowed('board', 'read')).toEqual(['board/main/main/2026-11-20']);
  expect(allowed('board', 'append')).toEqual([]);
  expect(allowed('room', 'read')).toEqual(['practice', 'day/main/2026-11-20', 'audit/7/2026-11-20']);
  expect(allowed('room', 'append')).toEqual(['day/main/2026-11-20', 'audit/7/2026-11-20']);
});

test('[GATE-2] nobody but the server writes what boards and kiosks read', () => {
  for (const role of Object.keys(ACCESS) as DeviceRole[]) {
    if (role === 'agent') continue;
    expect(
      allowed(role, 'append').filter((doc) => /^(arrivals|board)\//.test(doc)),
      role
    ).toEqual([]);
  }
});

test('[GATE-2] who appends may read, but for the command line, which reads no inbox', () => {
  for (const role of Object.keys(ACCESS) as DeviceRole[])
    expect(allowed(role, 'read'), role).toEqual(expect.arrayContaining(allowed(role, 'append')));
});

test('[AUD-6] a device appends to its own access log and no one else’s, and nobody but the server reads another’s', () => {
  for (const role of Object.keys(ACCESS) as DeviceRole[]) {
    expect(allowed(role, 'append'), role).not.toContain('audit/8/2026-11-20');
    if (role !== 'agent') expect(allowed(role, 'read'), role).not.toContain('audit/8/2026-11-20');
  }
});

test('[DEV-7] a board that was set to areas reads those of its own office and no other', () => {
  const device: DeviceScope = { deviceNo: 7, role: 'board', site: 'main', areas: ['front', 'back'] };
  const boards = ['front', 'back', 'side', 'all'].map((area) => `board/main/${area}/2026-11-20`);
  const docs = [...boards, 'board/other/front/2026-11-20', ...DOCS];
  expect(docs.filter((doc) => may(device, 'read', parseDocId(doc)!))).toEqual(boards.slice(0, 2));
});

test('[DEV-7] a board has as many documents open as it may have areas, and no more', () => {
  expect(LIMITS.board.docsOpen).toBe(MAX_BOARD_AREAS);
});
