import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import { caseDoc, dayDoc, patientDoc, practiceDoc, type DocId } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { KnownKind } from '#domain/known-facts.ts';
import { localDateOf, type LocalDate } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import { homeOf } from '#protocol/fact-schemas.ts';
import { KINDS_KNOWN } from '#tests/fixtures/every-kind.ts';
import { freeTextsOf, plantedFacts } from '#tests/fixtures/planted-texts.ts';
import { SITE, TODAY } from '#tests/fixtures/practice.ts';
import { SCRIPTS } from '#tests/fixtures/scripts.ts';
import { DAYTIME_ZONE } from '../daytime-zone.ts';
import type { HeadlessDesk } from '../headless-desk.ts';
import type { Server } from '../server.ts';

/** So often is each kind planted: every other time without what would end a story before anybody sees it. */
const PLANTINGS = 6;
const ENDS =
  /\/(?:removed|cancelled|rescheduled|ended|closed|left|checked-out|no-show|retired|merged|absorbed|discarded|handled|answered|hidden|voided|settled|told-apart|done|reviewed|recalled|returned|filed)$/;

/** Kinds that no desk writes, each with how its texts come here all the same. */
export const OTHERWISE: Readonly<Partial<Record<KnownKind, string>>> = {
  'resource/kept': 'the import of FHIR',
  'arrivals/opened': 'the agent, from the office’s name',
  'board/opened': 'the agent, from the names of office and area',
  'ticket/called': 'the agent, from the room’s name',
  'delay/told': 'the agent, from what the provider is called',
  'audit/noted': 'the desk, from what its person types',
  'audit/checkpoint': 'the server; its only text is the name it gave its data'
};

/** Writes facts of every kind with scripts for texts, as a desk of the clinic. Answers the kinds that it wrote. */
export async function plantFacts(desk: HeadlessDesk): Promise<readonly KnownKind[]> {
  const practice = await desk.read(practiceDoc);
  const first = (kind: string, key: string): string =>
    (practice.find((fact) => fact.kind === kind)?.of as Record<string, string> | undefined)?.[key] ?? '';
  const here = {
    'p-kim': first('practitioner/added', 'practitioner'),
    'room-1': first('room/added', 'room'),
    established: first('visit-type/added', 'visitType'),
    [TODAY]: localDateOf(Date.now(), DAYTIME_ZONE)
  };
  const kinds = KINDS_KNOWN.filter((kind) => !(kind in OTHERWISE) && freeTextsOf(kind).length > 0);
  // What has no text stands there too: patients who are called and roomed, blocks that moved.
  const written = KINDS_KNOWN.filter((kind) => kinds.includes(kind) || /^(?:visit|room|scan|document)\//.test(kind));
  const byDoc = new Map<DocId, Pick<Fact, 'kind' | 'of'>[]>();
  for (let n = 0; n < PLANTINGS; n++) {
    for (const kind of written) {
      if (n % 2 === 0 && ENDS.test(kind)) continue;
      for (const fact of plantedFacts(kind, SCRIPTS, n, overOf(kind, n))) {
        const planted = { kind, of: renamed(fact.of, namesFor(kind, n, here)) };
        const doc = docOf(kind, n, here[TODAY] ?? TODAY);
        byDoc.set(doc, [...(byDoc.get(doc) ?? []), planted]);
      }
    }
  }
  for (const [doc, facts] of byDoc) await desk.appendAll(doc, facts);
  return kinds;
}

/** Each with an hour of its own. */
function overOf(kind: KnownKind, n: number): object {
  return kind === 'appointment/booked' ? { at: { practitioner: 'p-kim', start: 600 + n * 20, minutes: 20 } } : {};
}

/** A case is of one sort: an order is no procedure. */
const sortOf = (kind: KnownKind): string => kind.split('/')[0] ?? '';

/** Ids of the fixture, each planting's own. */
function namesFor(kind: KnownKind, n: number, here: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const own = ['p1', 'p2', 'a1', 'b1', 'k1', 'e1', 'o1', 'r1', 's1', 'l1', 'al1'].map((id) => [id, `${id}-${n}`]);
  const visit = visitOf(`a1-${n}`);
  return new Map([
    ...(own as [string, string][]),
    ...Object.entries(here),
    ['c1', `${sortOf(kind)}-${n}`],
    ['v-a1', visit],
    ['v-1', visit]
  ]);
}

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((one: unknown) => renamed(one, names));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamed(inner, names)]));
}

function docOf(kind: KnownKind, n: number, today: LocalDate): DocId {
  const home = homeOf(kind);
  if (home === 'patient') return patientDoc(`p1-${n}`);
  if (home === 'case') return caseDoc(`${sortOf(kind)}-${n}`);
  return home === 'day' ? dayDoc(SITE, today) : practiceDoc;
}

/** Takes people and an appointment in by every import there is, with scripts for names. Each is found by the name Imported. */
export async function importScripts(server: Server, practitioner: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'anteroom-scripts-'));
  const file = (name: string, lines: readonly string[]): string => {
    writeFileSync(path.join(folder, name), lines.join('\r\n'));
    return path.join(folder, name);
  };
  const some = SCRIPTS.slice(0, 12);
  const fhir = some.map((text, n) => {
    const name = [{ family: `Imported ${text}`.slice(0, 120), given: [text] }];
    const address = [{ line: [text], city: text, state: 'ME', postalCode: '04101' }];
    const rest = { text: { status: 'generated', div: text }, contact: [{ name: { text } }] };
    return JSON.stringify({ resourceType: 'Patient', id: `fhir${n}`, gender: 'unknown', name, address, ...rest });
  });
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const csv = some.map((text, n) => [`csv${n}`, `Imported ${text}`, text, '02/29/1980', text].map(quoted).join(','));
  const escaped = (text: string): string => text.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`);
  const cards = some.flatMap((text, n) => [
    ...['BEGIN:VCARD', 'VERSION:4.0', `UID:card${n}`, `N:${escaped(`Imported ${text}`)};${escaped(text)};;;`],
    ...[`FN:${escaped(text)}`, `ADR:;;${escaped(text)};${escaped(text)};;;`, 'BDAY:19800229', 'END:VCARD']
  ]);
  const hl7 = (text: string): string =>
    text.replaceAll(
      /[\\|^&~]/g,
      (sign) => ({ '\\': '\\E\\', '|': '\\F\\', '^': '\\S\\', '&': '\\T\\', '~': '\\R\\' })[sign] ?? ''
    );
  const today = localDateOf(Date.now(), DAYTIME_ZONE).replaceAll('-', '');
  const messages = some
    .slice(0, 4)
    .flatMap((text, n) => [
      `MSH|^~\\&|${hl7(text)}|CLINIC|||${today}||SIU^S12^SIU_S12|m${n}|P|2.5.1`,
      `SCH|P-${n}|F-${n}|||||${hl7(text)}|follow-up|10|min|^^^${today}09${n}0`,
      `PID|1||${n}^^^MRN^MR||${hl7(`Imported ${text}`)}^${hl7(text)}||19800229|F`,
      `AIP|1||${practitioner}`,
      `AIL|1||^^^${SITE}`,
      ''
    ]);
  try {
    await Promise.all([
      server.anteroom('import', 'fhir', file('people.ndjson', fhir)),
      server.anteroom('import', 'csv', file('people.csv', ['MRN,Last name,First name,DOB,City', ...csv]), '--yes'),
      server.anteroom('import', 'vcard', file('people.vcf', [...cards, ''])),
      server.anteroom('import', 'hl7', file('day.hl7', messages))
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  expect(await server.anteroom('quarantine', 'list')).not.toMatch(/E_[A-Z]+/);
}
