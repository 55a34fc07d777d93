import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { AuditNote } from '#domain/audit/audit-facts.ts';
import { openDatabase } from '#storage/database.ts';
import { countFailure, presenceOf, tellFailures } from './presence.ts';

function log() {
  const notes: AuditNote[] = [];
  const did = (note: AuditNote): void => void notes.push(note);
  return { notes, audit: { saw: did, did, note: (note: AuditNote) => Promise.resolve(did(note)) } };
}

test('[AUD-13] locking, coming back and taking over are one entry each, however often a tab is told', () => {
  const { notes, audit } = log();
  const presence = presenceOf(audit, 'u-ada');
  presence.back('u-ada');
  presence.locked();
  presence.locked();
  presence.back('u-ada');
  presence.back('u-ada');
  presence.locked();
  presence.back('u-bo');
  expect(notes).toEqual([
    { action: 'session/locked', refs: [] },
    { action: 'session/unlocked', refs: [] },
    { action: 'session/locked', refs: [] },
    { action: 'session/switched', refs: ['user:u-bo'] }
  ]);
});

test('[AUD-13] each try that failed counts, by who is known and never by what was typed', () => {
  const { notes, audit } = log();
  const presence = presenceOf(audit, 'u-ada');
  presence.failed('u-bo');
  presence.failed('u-bo');
  presence.failed(null);
  expect(notes.map(({ refs, verdict }) => [verdict, ...refs])).toEqual([
    ['denied', 'user:u-bo'],
    ['denied', 'user:u-bo'],
    ['denied']
  ]);
});

test('[AUD-13] tries at a device that is alone and locked are counted, and told once by who comes in next', async () => {
  const database = await openDatabase('presence-test');
  const { notes, audit } = log();
  await tellFailures(database, audit);
  await countFailure(database);
  await countFailure(database);
  await tellFailures(database, audit);
  await tellFailures(database, audit);
  expect(notes).toEqual([{ action: 'sign-in/failed', refs: [], reason: '2 while locked', verdict: 'denied' }]);
  database.close();
});
