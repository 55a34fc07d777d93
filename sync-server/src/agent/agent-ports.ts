import type { SiteId } from '#domain/ids.ts';
import type { Core } from '../core.ts';
import { isByNameAt } from '../people/kiosks.ts';
import type { AgentOptions } from './agent.ts';

/** What the agent asks of the clinic. */
export function agentPorts(core: Core): Pick<AgentOptions, 'journal' | 'now' | 'devices' | 'byName'> {
  const { journal, now, devices } = core;
  return { journal, now, devices, byName: (site: SiteId) => isByNameAt(core, site) };
}
