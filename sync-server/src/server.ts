import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { agentOf } from './agent/agent-ports.ts';
import { sharedPresence, startTelling } from './agent/kiosk-presence.ts';
import type { AgentOnDuty } from './agent/on-duty.ts';
import type { BackupSettings } from './backup/schedule.ts';
import type { Clinic } from './clinic/clinic.ts';
import { LocalClinic } from './clinic/local-clinic.ts';
import { writerOf } from './clinic/writer-of.ts';
import { lockData, publishAddress, withdrawAddress, type DataLock } from './clinic/lock.ts';
import { overSessions } from './connection/admission.ts';
import { Connections } from './connection/connections.ts';
import { DayBudget } from './connection/day-budget.ts';
import { Hub } from './connection/hub.ts';
import { serveSockets } from './connection/serve-sockets.ts';
import { STRANGER_MS } from './connection/upgrade.ts';
import { openCore, restoredAt, type Core } from './core.ts';
import { auditOf, deniedFrames, type Audit } from './audit/audit.ts';
import { auditEndpoints } from './audit/endpoints.ts';
import type { Hl7Settings } from './hl7/settings.ts';
import { startHl7, type Hl7Running } from './hl7/start-hl7.ts';
import { apiEndpoints } from './http/api.ts';
import { Reseeding } from './gate/reseeding.ts';
import { handlerOf } from './http/handler.ts';
import type { SurfaceHosts } from './http/hosts.ts';
import { listen, openSocketsOf } from './http/listen.ts';
import { Metrics } from './http/metrics.ts';
import { staticHandler } from './http/static.ts';
import { followTls, readTls, type TlsFiles } from './http/tls.ts';
import { importEndpoints } from './import/imports-api.ts';
import { openImports, type Imports } from './import/imports.ts';
import type { JournalFault } from './journal/journal.ts';
import { AGENT_NO } from './people/devices.ts';
import { removalReason } from './people/removal.ts';
import { DiskWatch, type DiskWatchOptions } from './upkeep/disk-watch.ts';
import { gaugesOf } from './upkeep/gauges.ts';
import { faultCounter, tellDisk } from './upkeep/telling.ts';
import { startUpkeep, type Upkeep } from './upkeep/upkeep.ts';

export interface ServerOptions {
  readonly dataDir: string;
  /** A PostgreSQL database with the clinic's data, for any number of servers; without one they are in the folder, for one. */
  readonly databaseUrl?: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  /** Certificate files, to serve TLS directly; without them another does, or it is this machine alone. */
  readonly tls?: TlsFiles;
  /** Where each kind of screen has an address of its own. */
  readonly hosts?: SurfaceHosts;
  /** Where other systems' messages are taken and ours sent; absent: nowhere. */
  readonly hl7?: Hl7Settings;
  /** The built app. */
  readonly build?: string;
  readonly now?: () => Instant;
  /** How long a multiplexed socket may take to say hello; tests do not wait 5 s. */
  readonly helloMs?: number;
  /** How long a device that must update may be silent before it is told so; the same. */
  readonly outdatedMs?: number;
  /** The disk failed; the process must end. */
  readonly onFatal?: (fault: JournalFault) => void;
  /** How the disk is asked, and what is full; tests have disks of their own. */
  readonly disk?: Pick<DiskWatchOptions, 'measure' | 'minFree'>;
  /** Where and how often it backs up, where that is not as the environment says. */
  readonly backups?: Partial<BackupSettings>;
  /** Runs on the data before anyone can connect: where a demonstration is loaded. */
  readonly prepare?: (clinic: Clinic) => Promise<void>;
}

export interface RunningServer {
  readonly port: number;
  /** What it stands on. */
  readonly core: Core;
  readonly clinic: Clinic;
  readonly agent: AgentOnDuty;
  readonly hl7: Hl7Running;
  /** What is written down and signed; tests do not wait a minute. */
  readonly audit: Audit;
  /** Asks the disk now how full it is, instead of at the next look. */
  lookAtDisk(): void;
  /** Tells the other servers now which devices are heard here, instead of with the next telling. */
  tellPresence(): Promise<void>;
  /** Stops accepting, sends everyone away with a time to come back, writes what waits, lets go of the data. */
  stop(): Promise<void>;
}

/** Another process has the data: two servers on one clinic's daybook would each think they know its end. */
export class DataLocked extends Error {
  override readonly name = 'DataLocked';
}

const BUILD = fileURLToPath(new URL('../../build', import.meta.url));
/** After this, connections that have not closed are cut. */
const DRAIN_MS = 2_000;
/** How often sessions are looked at for having run out; and how exactly it is known when a device was last heard of. */
const LOOK_MS = 60_000;
/** From a document's mending to everybody's reading it anew. */
const MENDED_MS = 250;

const HTTP_LIMITS = {
  headersTimeout: STRANGER_MS,
  requestTimeout: 60_000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 1_000
};

/** Starts the server on a clinic's data. @throws {DataLocked} {JournalFault} {UnfitDatabase} */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { dataDir, databaseUrl } = options;
  if (databaseUrl !== undefined) return await openAndCompose(options, null);
  const lock = lockData(dataDir);
  if (!lock) throw new DataLocked(`Another process has the data in ${path.resolve(dataDir)}.`);
  try {
    return await openAndCompose(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** What the server is composed on. */
interface Ground {
  readonly core: Core;
  readonly metrics: Metrics;
  readonly faults: (where: string) => (error: unknown) => void;
  /** These two where the data are in a folder of this machine. */
  readonly disk: DiskWatch | null;
  readonly lock: DataLock | null;
  readonly denied: ReturnType<typeof deniedFrames>;
}

async function openAndCompose(options: ServerOptions, lock: DataLock | null): Promise<RunningServer> {
  const { dataDir, databaseUrl, now, onFatal } = options;
  const metrics = new Metrics();
  const faults = faultCounter(metrics);
  const disk = lock && new DiskWatch({ dataDir, ...options.disk, onChange: tellDisk });
  const denied = deniedFrames();
  const core = await openCore(dataDir, {
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(disk && { isReadOnly: () => disk.isReadOnly }),
    ...(now && { now }),
    ...(onFatal && { onFatal }),
    onRefused: (code, of) => {
      metrics.count('anteroom_refused_total', { code });
      denied.onRefused(code, of);
    },
    onSkewed: () => metrics.count('anteroom_skewed_total'),
    onFlush: (rows, ms) => metrics.commit(rows, ms),
    onListenerFault: faults('fan-out'),
    onDanger: (words) => console.error(words)
  });
  try {
    return await compose(options, { core, metrics, faults, disk, lock, denied });
  } catch (error) {
    await core.close();
    throw error;
  }
}

/** The composition of the server. */
async function compose(options: ServerOptions, ground: Ground): Promise<RunningServer> {
  const { dataDir, databaseUrl, port, host, build = BUILD, prepare, backups } = options;
  const { core, metrics, faults, disk, lock } = ground;
  const { now, devices } = core;
  const hub = new Hub();
  const connections = new Connections();
  followClinic(core, hub, connections);
  const writer = writerOf(core, AGENT_NO, 'agent');
  const sessionWatch = watchSessions(core, connections, faults('sessions'));
  const clinic = new LocalClinic(core, { agent: writer });
  const key = await core.arrivalsKey();
  const arrivalsKey = () => ({ keyId: key.keyId, privateKey: key.privateKey });
  if (prepare) await core.alone('prepare', () => prepare(clinic));
  const agent = agentOf(core, lock && connections, { writer, key, onFault: faults('agent') });
  const upkeep = startUpkeep({ core, disk, now, metrics, faults, ...(backups && { backups }) });
  const audit = (ground.denied.audit = await auditOf(core, options, faults('audit')));
  const hl7 = await startHl7({ settings: options.hl7 ?? null, core, clinic, metrics, faults });
  await core.seekDuty([agent, upkeep, audit.checkpoints, audit.index, audit.months, ...hl7.duties]);
  await agent.settled();
  // Who has it open comes back and reads it anew; the ack goes first.
  core.onMended(() => void setTimeout(() => readAnew(connections, agent), MENDED_MS));

  const budget = new DayBudget(now);
  // The command line reaches the server that has the data folder; where the data are in a database, it opens that itself.
  let adminSecret = randomBytes(32).toString('base64url');
  const { tls, hosts = null } = options;
  const presence = lock ? null : sharedPresence(devices, connections, now);
  const isConnected = (device: DeviceNo): boolean => (presence ?? connections).has(device);
  const imports = await openImports(core, databaseUrl);
  const handler = handlerOf({
    core,
    clinic,
    endpoints: new Map([
      ...apiEndpoints({ core, agent: writer, arrivalsKey, isConnected, hosts, onByName: () => void agent.tick() }),
      ...auditEndpoints({ core, ...audit }),
      ...importEndpoints(core, imports)
    ]),
    served: audit.served,
    hosts,
    files: staticHandler(build),
    metrics,
    gauges: () => ({ ...gaugesOf(core, connections, hub), ...upkeep.gauges() }),
    budget,
    reseeding: new Reseeding({ gate: core.gate, devices, restoredAt: await restoredAt(core.notes), now }),
    adminSecret: () => adminSecret
  });
  const secure = tls && createSecureServer({ ...HTTP_LIMITS, ...readTls(tls), minVersion: 'TLSv1.2' }, handler);
  const server = secure ?? createServer(HTTP_LIMITS, handler);
  const sockets = openSocketsOf(server);
  serveSockets(server, {
    core,
    hub,
    connections,
    budget,
    metrics,
    faults,
    now,
    served: audit.served,
    patience: options
  });
  const listening = await listen(server, port, host);
  // The command line asks in the clear, on this machine alone.
  const local = secure && lock ? createServer(HTTP_LIMITS, handler) : null;
  const localPort = local ? await listen(local, 0, '127.0.0.1') : listening;
  if (lock) adminSecret = publishAddress(dataDir, localPort).secret;
  const tlsWatch = secure && tls ? followTls(secure, tls, faults('tls')) : undefined;
  const telling = presence ? startTelling(presence, faults('presence')) : undefined;
  const watches = [sessionWatch, tlsWatch, telling];
  const parts = { server, local, sockets, connections, watches, upkeep, agent, audit, hl7, imports, core, lock };
  const atOnce = { lookAtDisk: () => disk?.look(), tellPresence: async () => await presence?.tell() };
  return { port: listening, core, clinic, agent, hl7, audit, ...atOnce, stop: () => stop(parts) };
}

/** What is committed goes out to whoever has it open; who was removed is out. */
function followClinic(core: Core, hub: Hub, connections: Connections): void {
  core.journal.onCommit((rows) => {
    hub.deliver(rows);
    // What is in an access log concerns no other device: nobody is woken for it.
    if (rows.some(({ doc }) => !doc.startsWith('audit/'))) connections.journalGrew();
  });
  core.onRevoked((device) => {
    // Out at once, before anything is looked up; the words go along where they are to be had.
    void core.devices
      .byNo(device)
      .catch(() => null)
      .then((known) => connections.revoke(device, removalReason(known)));
  });
}

function readAnew(connections: Connections, agent: AgentOnDuty): void {
  connections.comeBack();
  agent.end();
  agent.begin();
}

/** Whoever was signed out is out at once [SES-5]; whose time has run out, at the next look. */
function watchSessions(core: Core, connections: Connections, onFault: (error: unknown) => void): NodeJS.Timeout {
  const look = (): void => void connections.endSessions((ids) => overSessions(core.sessions, ids)).catch(onFault);
  core.onPeopleChanged(look);
  const areasOf = async (device: DeviceNo) => (await core.devices.byNo(device))?.areas;
  core.onPeopleChanged(() => void connections.moveBoards(areasOf).catch(onFault));
  return setInterval(look, LOOK_MS).unref();
}

interface Parts {
  readonly server: Server | SecureServer;
  /** For the command line, where the server itself speaks TLS. */
  readonly local: Server | null;
  /** Every open socket: those that became WebSockets are not the HTTP server's to close any more. */
  readonly sockets: ReadonlySet<Socket>;
  readonly connections: Connections;
  readonly watches: readonly (NodeJS.Timeout | undefined)[];
  readonly upkeep: Upkeep;
  readonly agent: AgentOnDuty;
  readonly audit: Audit;
  readonly hl7: Hl7Running;
  readonly imports: Imports;
  readonly core: Core;
  readonly lock: DataLock | null;
}

async function stop(parts: Parts): Promise<void> {
  const { server, local, sockets, connections, watches, upkeep, agent, audit, hl7, imports, core, lock } = parts;
  for (const watch of watches) clearInterval(watch);
  local?.close();
  local?.closeAllConnections();
  if (lock) withdrawAddress(core.dataDir);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  connections.restart();
  server.closeIdleConnections();
  const cut = setTimeout(() => sockets.forEach((socket) => socket.destroy()), DRAIN_MS);
  await closed;
  clearTimeout(cut);
  await Promise.all([hl7.stop(), imports.close()]);
  await upkeep.stop();
  await agent.stop();
  await audit.served.flush();
  await audit.checkpoints.stop();
  await Promise.all([audit.index.stop(), audit.months.stop()]);
  await core.close();
  lock?.release();
}
