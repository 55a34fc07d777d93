import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StaffVerb } from '#domain/practice/practice-facts.ts';
import { BEGINNING_VERBS, STAFF_ROLES } from '#domain/practice/role-verbs.ts';
import { SESSION_HEADER } from '#protocol/http.ts';
import { PRACTICE, startRig, type Rig } from './rig.ts';

/** What an endpoint asks for: a verb, or several, of whoever asks, somebody signed in, a device, or a secret that it is shown (or nothing). */
const ASKS: Readonly<Record<string, StaffVerb | readonly StaffVerb[] | 'person' | 'device' | 'secret'>> = {
  'GET /api/people': 'people',
  'POST /api/people': 'people',
  'POST /api/people/passphrase': 'people',
  'POST /api/people/role': 'people',
  'POST /api/people/disabled': 'people',
  'POST /api/sessions/end': 'people',
  'POST /api/roles': 'people',
  'GET /api/recovery-key': 'people',
  'POST /api/recovery-key': 'people',
  'GET /api/devices': 'devices',
  'POST /api/devices/rename': 'devices',
  'POST /api/devices/revoke': 'devices',
  'POST /api/devices/retire': 'devices',
  'POST /api/enrolment-codes': 'devices',
  'GET /api/enrolments': 'devices',
  'POST /api/enrolments/confirm': 'devices',
  'POST /api/enrolments/refuse': 'devices',
  'POST /api/kiosks/by-name': 'devices',
  'POST /api/boards/areas': 'devices',
  'GET /api/calendars': 'practice',
  'POST /api/calendars': ['practice', 'export'],
  'POST /api/calendars/revoke': 'practice',
  'GET /api/import': 'practice',
  'POST /api/import/begin': 'practice',
  'POST /api/import/part': 'practice',
  'POST /api/import/check': 'practice',
  'POST /api/import/start': 'practice',
  'POST /api/import/stop': 'practice',
  'POST /api/import/forget': 'practice',
  'POST /api/audit/entries': 'audit',
  'POST /api/audit/exceptions': 'audit',
  'POST /api/audit/explain': 'audit',
  'POST /api/audit/export': ['audit', 'export'],
  'GET /api/audit/devices': 'audit',
  'GET /api/passkeys': 'person',
  'POST /api/passkeys/begin': 'person',
  'POST /api/passkeys/add': 'person',
  'POST /api/passkeys/rename': 'person',
  'POST /api/passkeys/remove': 'person',
  'GET /api/audit/checkpoints': 'device',
  'GET /api/arrivals-key': 'device',
  'GET /api/kiosks': 'device',
  'POST /api/kiosks/open': 'device',
  'POST /api/kiosk/day-keys': 'device',
  'GET /api/board': 'device',
  'POST /api/storage-key': 'device',
  'GET /api/storage-key': 'device',
  'GET /api/device/ways-in': 'device',
  'POST /api/device/status': 'device',
  'POST /api/device/rescue': 'device',
  'POST /api/device/wiped': 'device',
  'POST /api/device/break-glass': 'device',
  'POST /api/sign-out': 'device',
  'GET /api/clinic': 'secret',
  'POST /api/setup': 'secret',
  'POST /api/sign-in': 'secret',
  'POST /api/passkeys/challenge': 'secret',
  'POST /api/passkeys/sign-in': 'secret',
  'POST /api/recovery/challenge': 'secret',
  'POST /api/recovery/renew': 'secret',
  'POST /api/enrol': 'secret',
  'POST /api/enrol/begin': 'secret',
  'POST /api/enrol/reveal': 'secret',
  'POST /api/enrol/take': 'secret'
};

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.clinic.setUp(PRACTICE);
});
afterAll(() => rig.dispose());

/** Asked with a body that no endpoint takes: what it says of the body it says after it has looked at who asks. */
async function ask(endpoint: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const [method = '', address = ''] = endpoint.split(' ');
  const body = method === 'POST' ? { method, body: '7' } : {};
  const response = await fetch(`${rig.http}${address}`, {
    ...body,
    headers: { 'content-type': 'application/json', ...headers }
  });
  const { error } = (await response.json()) as { readonly error?: { readonly code: string } };
  return `${response.status} ${error?.code ?? ''}`.trim();
}

test('every endpoint of the sources is in the table, and no other', () => {
  const root = path.resolve(import.meta.dirname, '../src');
  const found = globSync('**/*.ts', { cwd: root }).flatMap((file) =>
    [...readFileSync(path.join(root, file), 'utf8').matchAll(/'((?:GET|POST) \/api\/[^']+)'/g)].map(
      ([, one = '']) => one
    )
  );
  expect([...new Set(found)].sort()).toEqual(Object.keys(ASKS).sort());
});

test.each(STAFF_ROLES)(
  '[ROLE-2] a %s × every endpoint: a verb that is lacking is 403, whatever was sent',
  async (role) => {
    const device = await rig.clinic.enrol({ role: 'desk', site: 'main' });
    const token = await rig.signIn(device, { user: `e-${role}`, name: `E ${role}`, initials: 'E', role });
    const verbs: ReadonlySet<string> = BEGINNING_VERBS.get(role)!;
    for (const [endpoint, asks] of Object.entries(ASKS)) {
      if (asks === 'person' || asks === 'device' || asks === 'secret') continue;
      const answer = await ask(endpoint, { authorization: `Bearer ${device.token}`, [SESSION_HEADER]: token });
      if ([asks].flat().every((verb) => verbs.has(verb))) expect(answer, endpoint).toMatch(/^(200|400)/);
      else expect(answer, endpoint).toBe('403 person/not-allowed');
    }
  }
);

test('[SES-3] whoever shows no session, or no device, is told nothing', async () => {
  const device = await rig.enrol('desk');
  for (const [endpoint, asks] of Object.entries(ASKS)) {
    if (asks === 'secret') continue;
    expect(await ask(endpoint, {}), endpoint).toMatch(/^401 /);
    if (asks === 'device') continue;
    expect(await ask(endpoint, { authorization: `Bearer ${device.token}` }), endpoint).toMatch(/^401 /);
  }
});
