import { afterEach, beforeEach, expect, test } from 'vitest';
import { boardOf } from '#domain/board/board.ts';
import { dayDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import { localDateOf, stampAt } from '#domain/time.ts';
import type { EnrolmentCode } from '#domain/practice/device-lines.ts';
import { CLOSE } from '#protocol/codes.ts';
import { SESSION_HEADER, type DeviceCredentials, type SignedIn } from '#protocol/http.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { decodeRuns } from '#protocol/update.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import {
  DAY,
  fact,
  muxOf,
  muxSocket,
  plainClient,
  PRACTICE,
  startRig,
  TestSocket,
  type DocClient,
  type Rig
} from '../../sync-server/tests/rig.ts';
import { describePostgres, newDatabase } from './database.ts';

/** Servers on one database, in this process; two-processes.test.ts has them in processes of their own. */
describePostgres('several servers on one database', () => {
  let url = '';
  let one: Rig;
  let two: Rig;
  beforeEach(async () => {
    url = await newDatabase();
    [one, two] = await Promise.all([startRig({ databaseUrl: url }), startRig({ databaseUrl: url })]);
  });
  afterEach(async () => {
    await Promise.all([one.dispose(), two.dispose()]);
  });

  const post = async (rig: Rig, path: string, body: unknown, token?: string, more = {}): Promise<Response> =>
    await fetch(`${rig.http}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...more
      },
      body: JSON.stringify(body)
    });

  test('[PG-1] what is written at one is heard at the other, live and by the feed, each in the order of the journal', async () => {
    const [a, b] = [await one.enrol('desk'), await two.enrol('desk')];
    const [here, there] = [await plainClient(one, a, DAY), await plainClient(two, b, DAY)];
    await Promise.all([here.join(), there.join()]);
    const news = await muxSocket(two, await two.enrol('desk'), true);
    await here.append(0, [fact(0)]);
    expect(await heardOf(there)).toEqual([{ client: here.client, clock: 0, facts: [fact(0)] }]);
    await news.next((bytes) => (muxOf(bytes, 'beat')?.seq ?? 0) >= 1 || null);
    await there.append(0, [fact(1), fact(2)]);
    expect(await heardOf(here)).toEqual([{ client: there.client, clock: 0, facts: [fact(1), fact(2)] }]);

    const heads = await Promise.all([one, two].map(async (rig) => await feedOf(rig, a)));
    expect(heads[0]).toEqual(heads[1]);
  });

  test('[PPL-1] of two set-ups at two servers one is done, and the one clinic is at both', async () => {
    const asked = await Promise.all([one, two].map((rig) => post(rig, '/api/setup', PRACTICE)));
    expect(asked.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const shown = await Promise.all(
      [one, two].map(async (rig) => await (await fetch(`${rig.http}/api/clinic`)).json())
    );
    expect(shown[0]).toEqual(shown[1]);
    expect(shown[0]).toMatchObject({ isSetUp: true, practiceName: PRACTICE.practiceName });
  });

  test('[PPL-5] a person, a device and a code of one server are good at the other; a code once at both', async () => {
    await one.clinic.setUp(PRACTICE);
    const signedIn = (await (await post(two, '/api/sign-in', PRACTICE.manager)).json()) as SignedIn;
    const { token } = signedIn.device!;
    const session = { [SESSION_HEADER]: signedIn.session.token };
    const { code } = (await (
      await post(one, '/api/enrolment-codes', { role: 'kiosk', site: 'main' }, token, session)
    ).json()) as EnrolmentCode;
    const commitment = '0'.repeat(64);
    const asked = { code, role: 'kiosk', commitment };
    const enrolled = await Promise.all([one, two].map((rig) => post(rig, '/api/enrol/begin', asked)));
    expect(enrolled.map(({ status }) => status).toSorted()).toEqual([200, 403]);
    const keys = await Promise.all(
      [one, two].map(
        async (rig) =>
          await (
            await fetch(`${rig.http}/api/arrivals-key`, { headers: { authorization: `Bearer ${token}`, ...session } })
          ).json()
      )
    );
    expect(keys[0]).toEqual(keys[1]);
  });

  test('[CON-8] a device removed at one server is out at the other', async () => {
    const device = await one.enrol('desk');
    const client = await plainClient(two, device, DAY);
    await client.join();
    expect(await one.clinic.revoke(device.deviceNo)).toBe(true);
    expect(await client.socket.closed).toMatchObject({ code: CLOSE.revoked });
  });

  test('[SES-5] whoever is disabled at one server is out at the other, and writes nothing there', async () => {
    const device = await one.enrol('desk');
    const session = await one.signIn(device, { user: 'u-bo', name: 'Bo Example', initials: 'BE', role: 'clerk' });
    const protocols = [PLAIN_PROTOCOL, device.token, session];
    const socket = await new TestSocket(`${two.ws}/sync/${DAY}`, protocols).opened();
    await one.core.people.disable('u-bo');
    await one.core.sessions.endOfUser('u-bo', 'disabled');
    await one.core.tellPeopleChanged();
    expect(await socket.closed).toMatchObject({ code: CLOSE.revoked });
    expect(await new TestSocket(`${two.ws}/sync/${DAY}`, protocols).closed).toMatchObject({ code: CLOSE.auth });
  });

  test('[AGT-8] one agent speaks for all servers; when its server stops, another’s goes on', async () => {
    await one.clinic.setUp(PRACTICE);
    const today = localDateOf(Date.now(), PRACTICE.zone);
    const arrive = async (rig: Rig, visit: string, ticket: string): Promise<void> => {
      const label = { family: 'Example', given: 'Robin', birthDate: '1980-02-29' };
      const of = { visit, appointment: null, patient: null, label, ticket };
      const facts: Fact[] = [{ kind: 'visit/arrived', at: stampAt(Date.now()), by: 'u-1', of }];
      expect((await rig.clinic.append([{ doc: dayDoc('main', today), facts }])).refused).toEqual([]);
    };
    const shown = async (rig: Rig): Promise<readonly string[]> =>
      boardOf(await rig.clinic.read(`board/main/main/${today}`)).waiting;
    const shows = async (rig: Rig, tickets: readonly string[]): Promise<void> => {
      while ((await shown(rig)).length < tickets.length) await pause();
      expect(await shown(rig)).toEqual(tickets);
    };
    await arrive(one, 'v1', 'A-001');
    await arrive(two, 'v2', 'A-002');
    await shows(two, ['A-001', 'A-002']);
    const said = (await two.clinic.read(`board/main/main/${today}`)).filter(
      ({ fact }) => fact.kind === 'ticket/waiting'
    );
    expect(said).toHaveLength(2);

    await one.stop();
    await arrive(two, 'v3', 'A-003');
    await shows(two, ['A-001', 'A-002', 'A-003']);
    const again = (await two.clinic.read(`board/main/main/${today}`)).filter(
      ({ fact }) => fact.kind === 'ticket/waiting'
    );
    expect(again).toHaveLength(3);
  });

  test('the command line works on the database while servers run', async () => {
    const clinic = await openClinic(one.dataDir, url);
    await clinic.setUp(PRACTICE);
    const device = await clinic.enrol({ role: 'desk', site: 'main' });
    const client = await plainClient(two, device, DAY);
    await client.join();
    const told = { doc: DAY, facts: [{ kind: 'visit/noted', at: stampAt(1), by: 'import', of: { text: 'x' } }] };
    expect(await clinic.append([told])).toEqual({ appended: 1, refused: [] });
    expect((await heardOf(client)).flatMap(({ facts }) => facts)).toEqual(told.facts);
    expect(await clinic.verify()).toMatchObject({ firstBad: null });
    await clinic.revoke(device.deviceNo);
    expect(await client.socket.closed).toMatchObject({ code: CLOSE.revoked });
    await clinic.close();
  });
});

async function heardOf(client: DocClient): Promise<ReturnType<typeof decodeRuns>> {
  for (;;) {
    const message = await client.sync();
    if (message.type === 'update') return decodeRuns(message.update);
  }
}

async function feedOf(rig: Rig, device: DeviceCredentials): Promise<string> {
  const answer = await fetch(`${rig.http}/sync/changes`, { headers: { authorization: `Bearer ${device.token}` } });
  return Buffer.from(await answer.arrayBuffer()).toString('hex');
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
