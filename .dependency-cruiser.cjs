// The architecture as a table: who may import whom (docs: ARCHITECTURE.md). Everything not allowed here is an error.
// tests/boundaries/ plants one violation of each rule and expects exactly those reports.

/** Each layer: the layers of ours it may import, and the npm packages it may import. A layer may import itself. */
const LAYERS = {
  domain: { ours: [], packages: [] },
  protocol: { ours: [], types: ['domain'], packages: ['valibot', 'lib0'] },
  replica: { ours: ['domain', 'protocol'], packages: ['yjs', 'lib0'] },
  storage: { ours: ['domain', 'protocol'], packages: ['dexie'] },
  vault: { ours: ['domain', 'protocol'], packages: ['hash-wasm'] },
  sync: { ours: ['domain', 'protocol'], packages: ['y-websocket', 'y-protocols', 'lib0', 'yjs'] },
  devices: { ours: ['domain'] },
  station: { ours: ['domain'] },
  features: { ours: ['domain', 'station', 'ui'] },
  ui: { ours: [] },
  boot: { ours: ['domain', 'protocol', 'replica', 'storage', 'vault', 'sync', 'devices', 'station', 'features', 'ui'] },
  routes: { ours: ['boot', 'station', 'features', 'ui', 'domain'] },
  'service-worker': { ours: ['protocol'] }
};

/** Packages that only the named layers may know, wherever a layer has no list of its own. */
const KEPT = {
  yjs: ['replica', 'sync', 'server'],
  'y-protocols': ['sync', 'server'],
  'y-websocket': ['sync', 'server'],
  dexie: ['storage', 'station'],
  'hash-wasm': ['vault']
};

const folder = (layer) => (layer === 'server' ? '^sync-server/' : `^src/${layer}/`);
const anyOf = (names) => `^src/(${names.join('|')})/`;
const inPackage = (names) => `(^|/)node_modules/(${names.join('|')})/`;
const isTest = '\\.test\\.ts$';

const ofOurs = Object.entries(LAYERS).flatMap(([layer, { ours, types = [] }]) => {
  const allowed = [...ours, ...types];
  return [
    {
      name: `${layer}-imports`,
      comment: `${layer} may import ${allowed.length ? allowed.join(', ') : 'nothing of ours'}.`,
      severity: 'error',
      from: { path: folder(layer), pathNot: isTest },
      to: { path: '^(src|sync-server)/', pathNot: [folder(layer), ...(allowed.length ? [anyOf(allowed)] : [])] }
    },
    ...types.map((typed) => ({
      name: `${layer}-imports-${typed}-types-only`,
      comment: `${layer} may import types of ${typed}, nothing that runs.`,
      severity: 'error',
      from: { path: folder(layer), pathNot: isTest },
      // ids.ts says which device a client id belongs to, card-guard.ts what no text may hold: no reason to have either twice.
      to: {
        path: folder(typed),
        pathNot: '^src/domain/(ids|money/card-guard)\\.ts$',
        dependencyTypesNot: ['type-only']
      }
    }))
  ];
});

const ofPackages = Object.entries(LAYERS)
  .filter(([, { packages }]) => packages)
  .map(([layer, { packages }]) => ({
    name: `${layer}-packages`,
    comment: `${layer} may use ${packages.length ? packages.join(', ') : 'no packages, not even those of Node'}.`,
    severity: 'error',
    from: { path: folder(layer), pathNot: isTest },
    to: {
      dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'core'],
      ...(packages.length ? { pathNot: inPackage(packages) } : {})
    }
  }));

const ofKept = Object.entries(KEPT).map(([name, layers]) => ({
  name: `only-some-know-${name}`,
  comment: `${name} is known to ${layers.join(', ')} alone.`,
  severity: 'error',
  from: { path: '^(src|sync-server)/', pathNot: [isTest, ...layers.map(folder)] },
  to: { path: inPackage([name]) }
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...ofOurs,
    ...ofPackages,
    ...ofKept,
    {
      name: 'slices-keep-apart',
      comment: 'What two slices need goes down into domain or ui, or up into the route that composes both.',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' }
    },
    {
      name: 'server-imports',
      comment: 'sync-server may import domain and protocol.',
      severity: 'error',
      from: { path: '^sync-server/', pathNot: isTest },
      to: { path: '^src/', pathNot: anyOf(['domain', 'protocol']) }
    },
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one module, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere is not checked by any rule above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(\\$app|\\$env|\\$service-worker|\\./\\$types|virtual:)|\\?url$' }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.svelte-kit|build)/' },
    tsPreCompilationDeps: 'specify',
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'browser', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.svelte', '.mjs', '.cjs', '.json', '.d.ts']
    },
    skipAnalysisNotInRules: true
  }
};

// For eslint.config.js: dependency-cruiser reads compiled components, in which imports of types are gone. Hidden, since the
// cruiser refuses keys that it does not know.
Object.defineProperty(module.exports, 'LAYERS', { value: LAYERS, enumerable: false });
