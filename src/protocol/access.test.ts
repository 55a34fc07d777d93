import { expect, test } from 'vitest';
import { parseDocId } from '../domain/documents.ts';
import { ACCESS, may, type DeviceRole, type DeviceScope, type Verb } from './access.ts';

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
