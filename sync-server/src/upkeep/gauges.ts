import type { Connections } from '../connection/connections.ts';
import type { Hub } from '../connection/hub.ts';
import type { Core } from '../core.ts';

/** What the server's metrics say of now. */
export function gaugesOf(core: Core, connections: Connections, hub: Hub): Record<string, number> {
  const { rss, heapUsed } = process.memoryUsage();
  return {
    anteroom_journal_head: core.journal.head(),
    anteroom_connections: connections.size,
    anteroom_open_documents: hub.size,
    process_resident_memory_bytes: rss,
    nodejs_heap_used_bytes: heapUsed,
    process_uptime_seconds: Math.round(process.uptime())
  };
}
