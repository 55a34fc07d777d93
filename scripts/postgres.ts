import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What a PostgreSQL server needs to be made and run. */
const PROGRAMS = ['initdb', 'postgres'];
const DEBIAN = '/usr/lib/postgresql';
const PLACES = ['/opt/homebrew/opt/postgresql/bin', '/usr/local/opt/postgresql/bin', '/usr/pgsql/bin'];

/**
 * The folder of PostgreSQL's programs: `ANTEROOM_POSTGRES` when set, else what is installed, else, in CI as root on Debian, what
 * apt-get installs. Undefined where there is none: its tests are skipped then, and say so.
 * @throws when it should have been installed and was not
 */
export function providePostgres(): string | undefined {
  const known = knownPostgres();
  if (known !== undefined || !process.env['CI'] || !canInstall()) return known;
  aptInstall();
  const installed = knownPostgres();
  if (installed === undefined) throw new Error('apt-get installed postgresql, and its programs are not there.');
  return installed;
}

/** The same without installing anything. */
export function knownPostgres(): string | undefined {
  const given = process.env['ANTEROOM_POSTGRES'];
  if (given) return given;
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter);
  return [...debianFolders(), ...onPath, ...PLACES].find((folder) =>
    PROGRAMS.every((program) => existsSync(path.join(folder, program)))
  );
}

/** Debian keeps each version in a folder of its own, off PATH; the newest first. */
function debianFolders(): string[] {
  if (!existsSync(DEBIAN)) return [];
  const versions = readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a));
  return versions.map((version) => path.join(DEBIAN, version, 'bin'));
}

function canInstall(): boolean {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

function aptInstall(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { encoding: 'utf8', timeout: 300_000, env } as const;
  spawnSync('apt-get', ['update', '-qq'], options);
  const run = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], options);
  if (run.status !== 0) throw new Error(`PostgreSQL cannot be installed: ${run.error?.message ?? run.stderr}`);
}
