import type { DeviceNo, SiteId } from '#domain/ids.ts';
import type { Core } from '../core.ts';
import { isByNameAt } from '../people/kiosks.ts';
import type { AgentOptions } from './agent.ts';

/** What the agent asks of the clinic. */
export function agentPorts(core: Core): Pick<AgentOptions, 'journal' | 'now' | 'devices' | 'byName'> {
  const { journal, now, devices } = core;
  return { journal, now, devices, byName: (site: SiteId) => isByNameAt(core, site) };
}

/** Which kiosks are heard. Of several servers on one database each knows its own sockets alone: none of them may call a kiosk silent. */
export function hearing(
  { databaseUrl }: { readonly databaseUrl?: string | undefined },
  connections: { has(device: DeviceNo): boolean }
): Pick<AgentOptions, 'isConnected'> {
  return databaseUrl === undefined ? { isConnected: (device) => connections.has(device) } : {};
}
