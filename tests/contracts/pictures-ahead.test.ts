import { afterEach, expect, test } from 'vitest';
import { sendBlobs, stationBlobs } from '#boot/blobs.ts';
import { fetchPicturesAhead } from '#boot/pictures-ahead.ts';
import type { BlobRef } from '#domain/document/blob-ref.ts';
import { caseDoc, dayDoc, practiceDoc } from '#domain/documents.ts';
import type { CaseId } from '#domain/ids.ts';
import { plusDays, type LocalDate } from '#domain/time.ts';
import { fileDocument } from '#features/documents/file-document.ts';
import { takeIn } from '#features/documents/take-in.ts';
import { registerPatient } from '#features/patients/register-patient.ts';
import type { Station } from '#station/station.ts';
import { areHere } from '#storage/blobs.ts';
import { watchContentsToSend } from '#storage/contents-to-send.ts';
import { browserSeams, type Seams } from '#sync/seams.ts';
import { bookedFact } from '#tests/fixtures/booked.ts';
import { offlineDesk } from '#tests/fixtures/offline-desk.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { closeStores } from '#tests/fixtures/test-store.ts';
import { plainClient, startRig, type Rig } from '../../sync-server/tests/rig.ts';

let rig: Rig;
const life = new AbortController();
afterEach(async () => {
  life.abort();
  await rig.dispose();
  closeStores();
});

/** A desk whose facts are carried by hand and whose contents go over a network that a test may cut. */
async function desk(no: number, network: Seams['fetch']) {
  const { token } = await rig.enrol('desk');
  const offline = await offlineDesk(no);
  const { database } = offline.store;
  // Waits between tries are not what is tested; how long an answer may take is left as it is.
  const after: Seams['after'] = (ms, work) => browserSeams.after(ms > 60_000 ? ms : 5, work);
  const seams = { ...browserSeams, fetch: network, after };
  const calls = { origin: rig.http, token: async () => token, seams };
  const station: Station = { ...offline.station, blobs: stationBlobs({ database, now: () => 1, calls }) };
  return {
    offline,
    database,
    station,
    send: () => sendBlobs(database, 'unknown', { ...calls, role: 'desk' }, life.signal)
  };
}

let papers = 0;
/** A page and its small picture, each like no other. */
async function takenIn(
  station: Station
): Promise<{ readonly scan: CaseId; readonly page: BlobRef; readonly small: BlobRef }> {
  const text = `%PDF-1.7\n${++papers} 0 obj <</Type/Catalog>>`;
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const taken = await takeIn(station, { name: 'CBC.pdf', bytes }, () => Promise.resolve(Uint8Array.of(papers)));
  if (!taken.ok) throw new Error(taken.error.code);
  const [part] = (await station.rows.scan(taken.value))!.parts;
  return { scan: taken.value, page: part!, small: part!.thumb! };
}

async function bookedWithPaper(station: Station, patient: string, date: LocalDate) {
  const demographics = { birthDate: '1971-03-09', sex: 'female', phones: [], identifiers: [] } as const;
  await registerPatient(station, { patient, demographics: { ...demographics, name: { family: 'Rookwell', given: [patient] } } }); // prettier-ignore
  await station.record('test', dayDoc(SITE, date), [bookedFact({ appointment: `a-${patient}`, patient })]);
  const paper = await takenIn(station);
  const index = { title: 'CBC', class: 'lab', date: null, reviewer: null, urgent: false } as const;
  const filed = await fileDocument(station, { scan: paper.scan, patient, ...index, shown: ['name', 'birth-date'] });
  expect(filed).toMatchObject({ ok: true });
  return paper;
}

const allSent = (of: Awaited<ReturnType<typeof desk>>): Promise<void> =>
  new Promise((resolve) => {
    const stop = watchContentsToSend(of.database, (count) => {
      if (count > 0) return;
      setTimeout(() => stop());
      resolve();
    });
  });

test('[BLOB-13] small pictures of papers that wait, and of who is booked today and tomorrow, are there before anybody looks', async () => {
  rig = await startRig();
  const one = await desk(1, browserSeams.fetch);
  await one.station.record('test', practiceDoc, practiceFacts().facts);
  const inbox = await takenIn(one.station);
  const today = await bookedWithPaper(one.station, 'ann', TODAY);
  const tomorrow = await bookedWithPaper(one.station, 'bo', plusDays(TODAY, 1));
  const later = await bookedWithPaper(one.station, 'cy', plusDays(TODAY, 2));
  one.send();
  await allSent(one);
  for (const { scan, page, small } of [inbox, today, tomorrow, later]) {
    const writer = await plainClient(rig, await rig.enrol('desk'), caseDoc(scan));
    await writer.append(0, [{ kind: 'newer/thing', at: 1, by: 'u-1', of: { case: scan, parts: [page, small] } }]);
  }

  let isAway = true;
  let asked = 0;
  const two = await desk(2, async (url, init) => {
    asked += 1;
    if (isAway) throw new TypeError('no network');
    return await fetch(url, init);
  });
  await two.offline.hear(one.offline);
  let next: (() => void) | null = null;
  const after: Seams['after'] = (_ms, work) => ((next = work), () => (next = null));
  const { database, station } = two;
  const ahead = { database, station: () => station, site: SITE, zone: ZONE, now: station.now };
  const over = fetchPicturesAhead({ ...ahead, seams: { ...browserSeams, after } }, life.signal);
  /** Waits until a look is over, and says what it asked for. */
  const look = async (): Promise<number> => {
    const before = asked;
    const due = next;
    next = null;
    due?.();
    while (next === null) await new Promise((resolve) => setTimeout(resolve, 0));
    return asked - before;
  };
  const small = [inbox, today, tomorrow, later].map((paper) => paper.small.blob);
  const pages = [inbox, today, tomorrow, later].map((paper) => paper.page.blob);

  expect(await look()).toBeGreaterThan(0);
  expect((await areHere(database, small)).size).toBe(0);

  isAway = false;
  await look();
  expect([...(await areHere(database, [...small, ...pages]))].sort()).toEqual(small.slice(0, 3).sort());

  // What is here is not asked for again, and is shown without the server.
  expect(await look()).toBe(0);
  isAway = true;
  expect(await station.blobs.read(caseDoc(today.scan), today.small)).toMatchObject({ ok: true });
  expect(await station.blobs.read(caseDoc(later.scan), later.small)).toMatchObject({ error: { code: 'blob/away' } });

  life.abort();
  await over;
});
