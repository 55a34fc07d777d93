import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDocId, type DocKind } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import { clientIdOf } from '#domain/ids.ts';
import { ACCESS, may, type DeviceRole } from '#protocol/access.ts';
import { readRecords } from '#protocol/feed.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { encodeRun } from '#protocol/update.ts';
import { muxOf, muxSocket, openChannel, plainClient, PRACTICE, startRig, type Rig } from './rig.ts';

/** A document of each kind that is this device's, and one that is not. Complete by type: a new kind does not compile without. */
const DOCS: Readonly<Record<DocKind, (own: number) => readonly string[]>> = {
  practice: () => ['practice'],
  day: () => ['day/main/2026-11-20', 'day/other/2026-11-20'],
  patient: () => ['patient/p1'],
  case: () => ['case/c1'],
  audit: (own) => [`audit/${own}/2026-11-20`, 'audit/4000/2026-11-20'],
  inbox: (own) => [`inbox/${own}`, 'inbox/4000'],
  arrivals: () => ['arrivals/main/2026-11-20', 'arrivals/other/2026-11-20'],
  board: () => ['board/main/main/2026-11-20', 'board/other/main/2026-11-20'],
  outside: () => ['outside/p1']
};

const ROLES = (Object.keys(ACCESS) as DeviceRole[]).filter(
  (role): role is 'desk' | 'kiosk' | 'board' | 'room' => role !== 'agent' && role !== 'importer'
);

let rig: Rig;
const devices = new Map<DeviceRole, DeviceCredentials>();

beforeAll(async () => {
  rig = await startRig();
  await rig.clinic.setUp(PRACTICE);
  for (const role of ROLES) devices.set(role, await rig.clinic.enrol({ role, site: 'main' }));
  // One row in each document, by a writer of no one here: what is read is not one's own.
  for (const doc of allDocs()) {
    const client = clientIdOf(2, 100 + [...allDocs()].indexOf(doc));
    const facts = [{ kind: 'newer/kind', at: 1, by: 'device:2', of: { doc } }];
    await rig.core.journal.append({
      doc,
      device: 2,
      client,
      clock: 0,
      count: 1,
      update: encodeRun({ client, clock: 0, facts })
    });
  }
});
afterAll(() => rig.dispose());

function allDocs(): Set<string> {
  return new Set(ROLES.flatMap((role) => Object.values(DOCS).flatMap((of) => of(devices.get(role)!.deviceNo))));
}

/** A fact that the role may append where it may append at all. */
function factOf(role: DeviceRole, doc: string, { deviceNo }: DeviceCredentials): Fact {
  const by = `device:${deviceNo}`;
  if (role === 'kiosk' && doc.startsWith('inbox/')) {
    const of = { submission: 's1', ticket: 'K1-001', date: '2026-11-20', keyId: 'k', sealed: new Uint8Array(4) };
    return { kind: 'submission/sealed', at: 1, by, of };
  }
  if (doc.startsWith('audit/')) {
    const of = { session: 's1', seq: 1, keyId: 'k', signature: new Uint8Array(64) };
    return { kind: 'audit/signed', at: 1, by, of };
  }
  if (role === 'room' && doc.startsWith('day/')) return { kind: 'visit/ready', at: 1, by, of: { visit: 'v' } };
  return { kind: 'newer/kind', at: 1, by, of: {} };
}

interface Cell {
  readonly role: (typeof ROLES)[number];
  readonly kind: DocKind;
}

const CELLS: readonly Cell[] = ROLES.flatMap((role) =>
  (Object.keys(DOCS) as DocKind[]).map((kind) => ({ role, kind }))
);

describe('[GATE-2] role × document × verb, every cell, over the wire', () => {
  test.each(CELLS)('$role × $kind over both sockets', async ({ role, kind }) => {
    const device = devices.get(role)!;
    for (const doc of DOCS[kind](device.deviceNo)) {
      const scope = { deviceNo: device.deviceNo, role, site: 'main' };
      const ref = parseDocId(doc)!;
      const [reads, appends] = [may(scope, 'read', ref), may(scope, 'append', ref)];

      const socket = await muxSocket(rig, device);
      const channel = openChannel(socket, device, 1, doc);
      if (!reads) {
        expect(await socket.next((bytes) => muxOf(bytes, 'refused')), doc).toMatchObject({ code: 'E_ROLE' });
        const plain = await plainClient(rig, device, doc);
        expect(await plain.answer(), doc).toMatchObject({ code: 'E_ROLE' });
        expect(await plain.socket.closed, doc).toMatchObject({ code: 4401 });
      } else {
        await channel.join();
        const answer = await channel.append(0, [factOf(role, doc, device)]);
        expect(answer, doc).toMatchObject(appends ? { type: 'ack' } : { type: 'no', code: 'E_VERB' });
        const plain = await plainClient(rig, device, doc);
        await plain.join();
        plain.socket.ws.close();
      }
      socket.ws.close();
    }
  });

  test.each(ROLES)(
    '%s over HTTP: the feed and the first sync hold what it may read, and nothing else',
    async (role) => {
      const device = devices.get(role)!;
      const scope = { deviceNo: device.deviceNo, role, site: 'main' };
      const mayRead = [...allDocs()].filter((doc) => may(scope, 'read', parseDocId(doc)!)).toSorted();
      for (const path of ['/sync/changes?since=0', '/sync/bootstrap']) {
        const response = await fetch(`${rig.http}${path}`, { headers: { authorization: `Bearer ${device.token}` } });
        const got = new Set<string>();
        for await (const record of readRecords(response.body as unknown as AsyncIterable<Uint8Array>)) {
          if (record.type === 'change') got.add(record.doc);
          if (record.type === 'packed') for (const { doc } of record.docs) got.add(doc);
        }
        // What the server's agent wrote since for the boards is not asked about.
        expect([...got].filter((doc) => allDocs().has(doc)).toSorted(), path).toEqual(mayRead);
        for (const doc of got) expect(may(scope, 'read', parseDocId(doc)!), doc).toBe(true);
      }
    }
  );
});
