import type { Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Instant } from '#domain/time.ts';
import type { Core } from '../core.ts';
import type { Metrics } from '../http/metrics.ts';
import { Answers } from './answers.ts';
import type { Connections } from './connections.ts';
import type { DayBudget } from './day-budget.ts';
import type { Exchange } from './document-channel.ts';
import type { Hub } from './hub.ts';
import { upgrader } from './upgrade.ts';

/** How long others are waited for; tests wait less. */
export interface Patience {
  readonly helloMs?: number;
  readonly outdatedMs?: number;
}

export interface Sockets {
  readonly core: Core;
  readonly hub: Hub;
  readonly connections: Connections;
  readonly budget: DayBudget;
  readonly metrics: Metrics;
  readonly faults: (where: string) => (error: unknown) => void;
  readonly now: () => Instant;
  readonly served: NonNullable<Exchange['served']>;
  readonly patience: Patience;
}

/** Answers `Upgrade` requests of a server. */
export function serveSockets(server: Server | SecureServer, sockets: Sockets): void {
  const { core, hub, connections, budget, metrics, faults, now, served, patience } = sockets;
  const { journal, gate, devices, sessions, serverKey } = core;
  const onRefused = (code: string): void => metrics.count('anteroom_refused_total', { code });
  const answers = new Answers(journal);
  const exchange = { journal, gate, hub, answers, budget, served, onRefused, onFault: faults('connection') };
  const options = { exchange, devices, sessions, serverKey, connections, now, onRefused };
  server.on('upgrade', upgrader({ ...options, ...given(patience) }));
}

function given({ helloMs, outdatedMs }: Patience): Patience {
  return { ...(helloMs !== undefined && { helloMs }), ...(outdatedMs !== undefined && { outdatedMs }) };
}
