import path from 'node:path';
import { parseArgs } from 'node:util';
import { ClinicRefusal, type Clinic } from './clinic/clinic.ts';
import { loadDemo } from './demo/load-demo.ts';
import { readCodes } from './cli/hl7.ts';
import { BadHl7, hl7From } from './hl7/settings.ts';
import { BadHosts, hostsFrom } from './http/hosts.ts';
import { BadTls, tlsFrom } from './http/tls.ts';
import { JournalFault } from './journal/journal.ts';
import { BadDatabaseUrl, databaseUrlFrom } from './postgres/database-url.ts';
import { UnfitDatabase } from './postgres/schema.ts';
import { DataLocked, startServer, type RunningServer } from './server.ts';

const USAGE = `Usage: npm start -- [--demo]

  --demo      a demonstration clinic, invented; never on top of a real clinic's data
  --host H    the address to listen on (all of this machine's)

Environment: PORT (8080; 0 takes any free one), DATA_DIR (./data), ANTEROOM_ORIGINS (further origins of the app, by commas),
  ANTEROOM_HOSTS (desk=https://…,kiosk=https://…,board=https://…,room=https://…: an address for each kind of screen),
  TLS_CERT and TLS_KEY (PEM files: the server speaks https itself; renewed files are taken without a restart),
  HL7_LISTEN ([host:]port: appointments of other systems are taken by MLLP; HL7_PEERS, HL7_CA, HL7_TLS=off, HL7_CODES),
  HL7_SEND ([mllps://]host:port: ours are told there),
  DATABASE_URL (postgres://user:password@host/database: the data are there, and other servers may work on them too)`;

/** Stopping takes no longer than this, whatever hangs. */
const STOP_MS = 4_500;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      demo: { type: 'boolean', default: false },
      host: { type: 'string' },
      help: { type: 'boolean', default: false }
    }
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const dataDir = path.resolve(process.env['DATA_DIR'] ?? 'data');
  const databaseUrl = databaseUrlFrom(process.env);
  const tls = tlsFrom(process.env);
  const hl7 = hl7From(process.env, tls);
  const codesFile = process.env['HL7_CODES'] ?? '';
  const hosts = hostsFrom(process.env['ANTEROOM_HOSTS']);
  const server = await startServer({
    dataDir,
    ...(tls && { tls }),
    ...(hl7 && { hl7: codesFile === '' ? hl7 : { ...hl7, codes: await readCodes(codesFile) } }),
    ...(hosts && { hosts }),
    ...(databaseUrl !== undefined && { databaseUrl }),
    port: portFrom(process.env['PORT']),
    ...(values.demo && { prepare: provideDemo }),
    ...(values.host !== undefined && { host: values.host }),
    onFatal: (fault) => {
      // What an fsync that failed has done to earlier pages nobody can say: end, and let the next start read the disk.
      if (databaseUrl === undefined)
        console.error(
          `The disk failed (${fault.message}). The server ends now; nothing that was acknowledged is lost.`
        );
      else console.error(`The database is not the one it was: ${fault.message}. The server ends now.`);
      process.exit(1);
    }
  });
  const address = hosts?.desk ?? `${tls ? 'https' : 'http'}://localhost:${server.port}`;
  console.log(`Anteroom is at ${address} (data in ${databaseUrl ? 'PostgreSQL' : dataDir})`);
  if (!hosts)
    console.log('All screens share this address, which is for trying out; docs/deploy.md says how each gets its own.');
  if (server.hl7.port !== null)
    console.log(`Scheduling messages are taken on port ${server.hl7.port}${hl7?.tls ? ' (TLS)' : ''}.`);
  stopOn(server, ['SIGTERM', 'SIGINT']);
}

/** Puts the demonstration clinic there, or makes today full again in one that is there. @throws {ClinicRefusal} on real data */
async function provideDemo(clinic: Clinic): Promise<void> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  // A server in the cloud or in CI is on UTC; a practice there is not.
  const zone = timeZone === 'UTC' ? 'America/New_York' : timeZone;
  const { patients, days } = await loadDemo(clinic, { now: Date.now(), zone });
  if (patients + days > 0) console.log(`Demonstration clinic: ${patients} invented patients and ${days} days added.`);
}

function portFrom(text = '8080'): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new UsageFault(`PORT is "${text}"; it is a number from 0 to 65535.`);
  return port;
}

function stopOn(server: RunningServer, signals: readonly NodeJS.Signals[]): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      }
    );
  };
  for (const signal of signals) process.on(signal, stop);
}

class UsageFault extends Error {}

/** Faults whose message is for the person who starts the server. */
const PLAIN = [UsageFault, BadTls, BadHl7, BadHosts, DataLocked, ClinicRefusal, BadDatabaseUrl, UnfitDatabase];

main(process.argv.slice(2)).catch((error: unknown) => {
  const isPlain = PLAIN.some((kind) => error instanceof kind);
  const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  if (isTaken) console.error(`Port ${process.env['PORT'] ?? '8080'} is taken. Set PORT to another one.`);
  else if (error instanceof JournalFault) console.error(`The data cannot be reached: ${error.message}`);
  else console.error(isPlain || isUsage(error) ? (error as Error).message : error);
  process.exit(1);
});

function isUsage(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
