import type { IncomingMessage } from 'node:http';
import type { AuditRef } from '#domain/audit/audit-facts.ts';
import type { AuditAnswer } from '#domain/audit/audit-line.ts';
import type { AuditDevice, AuditExceptions, AuditExport } from '#protocol/audit-http.ts';
import { localDateOf, type Instant } from '#domain/time.ts';
import type { Core } from '../core.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { callerWith } from '../http/guard.ts';
import { HttpRefusal, readJson } from '../http/reply.ts';
import { parsed } from '../http/requests.ts';
import type { AuditIndex } from './audit-index.ts';
import { cardsFor, exceptionsFor, linesFor } from './audit-questions.ts';
import { auditQuestion, exceptionsRequest, explainRequest, exportRequest } from './audit-requests.ts';
import { ExportTooLarge, exportLog } from './export-log.ts';
import type { ServedLog } from './served-log.ts';

export interface OfficerOptions {
  readonly core: Core;
  readonly index: AuditIndex;
  readonly served: ServedLog;
}

/** A week of a large practice's staff and their namesakes. */
const MAX_JSON = 512 * 1024;

/** What who may read the access log asks of the server [AUD-16]: the endpoints of src/protocol/audit-http.ts with the verb `audit`; the file asks for `export` as well [MIN-4]. */
export function officerEndpoints(options: OfficerOptions): readonly (readonly [string, Endpoint])[] {
  return [
    ['POST /api/audit/entries', (request) => entries(options, request)],
    ['POST /api/audit/exceptions', (request) => exceptions(options, request)],
    ['POST /api/audit/explain', (request) => explain(options, request)],
    ['POST /api/audit/export', (request) => exported(options, request)],
    ['GET /api/audit/devices', (request) => devices(options, request)]
  ];
}

async function entries({ core, index, served }: OfficerOptions, request: IncomingMessage): Promise<AuditAnswer> {
  const { person } = await callerWith(core, request, 'audit');
  const question = parsed(auditQuestion, await readJson(request, MAX_JSON));
  const refs: AuditRef[] = question.about === null ? [] : [question.about];
  if (question.user !== null) refs.push(`user:${question.user}`);
  served.note({ action: 'access-log/read', refs }, person.user);
  await index.caughtUp();
  return await linesFor(core, question);
}

async function exceptions({ core, index, served }: OfficerOptions, request: IncomingMessage): Promise<AuditExceptions> {
  const { person } = await callerWith(core, request, 'audit');
  const asked = parsed(exceptionsRequest, await readJson(request, MAX_JSON));
  served.note({ action: 'access-log/read', refs: [], reason: 'exceptions' }, person.user);
  await index.caughtUp();
  return { answer: await exceptionsFor(core, asked), cards: await cardsFor(core, asked.from, asked.to) };
}

/** The mark is an entry of the server's own chain: it cannot be changed afterwards either. On disk when this answers. */
async function explain({ core, served }: OfficerOptions, request: IncomingMessage): Promise<object> {
  const { person } = await callerWith(core, request, 'audit');
  const { entry, note } = parsed(explainRequest, await readJson(request, MAX_JSON));
  served.did({ action: 'access-log/explained', refs: [`entry:${entry}`], reason: note }, person.user);
  await served.flush();
  return {};
}

/** The file as its lines. That it was made is on disk before it goes [AUD-8]. */
async function exported({ core, served }: OfficerOptions, request: IncomingMessage): Promise<AuditExport> {
  const { person } = await callerWith(core, request, 'audit', 'export');
  const { from, to } = parsed(exportRequest, await readJson(request, MAX_JSON));
  try {
    const lines = await exportLog(core, { from, to, by: person.user });
    served.did({ action: 'access-log/exported', refs: [], reason: `${dayOf(from)} to ${dayOf(to - 1)}` }, person.user);
    await served.flush();
    return { lines };
  } catch (error) {
    if (error instanceof ExportTooLarge)
      throw new HttpRefusal(413, 'audit/too-much', 'These are too many entries for one file. Choose fewer days.');
    throw error;
  }
}

const dayOf = (at: Instant): string => localDateOf(at, 'UTC');

async function devices({ core }: OfficerOptions, request: IncomingMessage): Promise<readonly AuditDevice[]> {
  await callerWith(core, request, 'audit');
  return (await core.devices.all()).map(({ deviceNo, label, name }) => ({
    device: deviceNo,
    label,
    name: name ?? null
  }));
}
