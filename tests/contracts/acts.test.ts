import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { EVERY_ACT, mayDo, type Act } from '#domain/practice/acts.ts';
import { STAFF_VERBS } from '#domain/practice/role-verbs.ts';
import { dayDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Commands that are no act a role is asked for, each with what is asked instead. */
const NO_ACT: Readonly<Record<string, string>> = {
  'coverage/undo': 'whoever did it may take it back',
  'forms/undo': 'the same',
  'lists/undo': 'the same',
  'patients/undo': 'the same',
  'queue/undo': 'the same',
  'schedule/undo': 'the same'
};

/** Acts that are a second step of another: whoever was offered that may do them too. */
const BEHIND: Readonly<Partial<Record<Act, Act>>> = {
  'arrivals/keep-card': 'arrivals/file-card',
  'schedule/book-series': 'schedule/book',
  'schedule/cancel-series': 'schedule/cancel',
  'schedule/reschedule': 'schedule/move',
  'schedule/change-block': 'schedule/place-block',
  'schedule/remove-block': 'schedule/place-block',
  'schedule/import-calendar': 'schedule/place-block',
  'patients/tell-apart': 'patients/merge',
  'documents/undo-reindex': 'documents/reindex'
};

/** Commands of the screens that offer by acts; a kiosk and a tablet write in their own name. */
const BY_ACTS =
  /^(?:arrivals|queue|schedule|lists|case|waitlist|on-call|procedure|patients|coverage|documents|practice|devices|shell)\//;

/** Sources of slices and routes by path. What draws and what runs; not the tests. */
const SOURCES: ReadonlyMap<string, string> = new Map(
  globSync('src/{features,routes}/**/*.{ts,svelte}', { cwd: ROOT })
    .filter((file) => !/\.test\.ts$|\/dev\//.test(file))
    .map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')])
);

/** Names that stand in the call of something that records. */
const CALL =
  /(?:record|recordTogether|recordedAs|recordByDay|recorded|said|doneBy|doneTogether)\(\s*(?:station,\s*)?'([a-z-]+\/[a-z-]+)'/g;

test('[ROLE-5] every command that a person runs is an act, or says who is asked instead', () => {
  const commands = [...SOURCES.values()].flatMap((source) => [...source.matchAll(CALL)].map(([, name = '']) => name));
  expect(new Set(commands).size).toBeGreaterThan(30);
  const acts: ReadonlySet<string> = new Set(EVERY_ACT);
  expect([...new Set(commands)].filter((name) => BY_ACTS.test(name) && !acts.has(name) && !(name in NO_ACT))).toEqual(
    []
  );
});

test('[ROLE-5] every act is asked for by what offers it', () => {
  const asking = [...SOURCES].filter(([, source]) => /\bcan\b|\bAct\b/.test(source)).map(([, source]) => source);
  const unasked = EVERY_ACT.filter((act) => !asking.some((source) => source.includes(`'${act}'`)));
  expect(unasked).toEqual(Object.keys(BEHIND));
  for (const [act, before] of Object.entries(BEHIND) as [Act, Act][])
    for (const verb of STAFF_VERBS) expect(mayDo(new Set([verb]), act), act).toBe(mayDo(new Set([verb]), before));
});

test('[ROLE-5] no screen asks for a verb itself: one table says what is offered', () => {
  const VERB = new RegExp(`\\b(?:has|may)\\('(?:${STAFF_VERBS.join('|')})'\\)`);
  expect([...SOURCES].filter(([, source]) => VERB.test(source)).map(([file]) => file)).toEqual([]);
});

test('[ROLE-5] a command that writes more than its act says is a fault here, before any server refuses it', async () => {
  const station = memoryStation();
  const doc = dayDoc('main', station.today());
  const facts = [{ kind: 'appointment/booked', of: {} }];
  await expect(station.record('queue/mark-left', doc, facts)).rejects.toThrow(/^queue\/mark-left writes/);
});
