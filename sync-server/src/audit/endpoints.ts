import type { IncomingMessage } from 'node:http';
import type { CheckpointsAnswer } from '#protocol/audit-http.ts';
import type { Core } from '../core.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { deviceOf } from '../http/guard.ts';
import { HttpRefusal } from '../http/reply.ts';
import { officerEndpoints, type OfficerOptions } from './officer-endpoints.ts';
import type { CheckpointShelf } from './shelf.ts';

export interface AuditEndpointsOptions extends OfficerOptions {
  readonly core: Core;
  readonly shelf: CheckpointShelf;
}

/** The endpoints of src/protocol/audit-http.ts. */
export function auditEndpoints(options: AuditEndpointsOptions): ReadonlyMap<string, Endpoint> {
  const { core, shelf } = options;
  const checkpoints = async (request: IncomingMessage): Promise<CheckpointsAnswer> => {
    await deviceOf(core, request);
    const { checkpoints: list, more } = await shelf.after(numberIn(request, 'after', -1));
    return { epoch: core.journal.epoch, publicKey: core.serverKey.raw, checkpoints: list, more };
  };
  return new Map<string, Endpoint>([['GET /api/audit/checkpoints', checkpoints], ...officerEndpoints(options)]);
}

function numberIn(request: IncomingMessage, name: string, otherwise: number): number {
  const text = new URLSearchParams((request.url ?? '').split('?', 2)[1]).get(name);
  if (text === null) return otherwise;
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw new HttpRefusal(400, 'http/bad-request', `This cannot be read: ${name}.`);
  return value;
}
