import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import cruiser from './.dependency-cruiser.cjs';
import svelteConfig from './svelte.config.js';
import { suppressionWithReason } from './scripts/eslint-suppression-with-reason.js';

/** Clock, chance, ids, network and storage come in by the station, so that every run can be replayed (HOUSE-STYLE rule 6). */
const IMPURE_GLOBALS = [
  'crypto',
  'fetch',
  'indexedDB',
  'localStorage',
  'navigator',
  'performance',
  'sessionStorage',
  'setInterval',
  'setTimeout',
  'requestAnimationFrame',
  'queueMicrotask',
  'BroadcastChannel',
  'EventSource',
  'WebSocket',
  'XMLHttpRequest'
].map((name) => ({ name, message: 'Clock, chance, network and storage come in by the station.' }));

const IMPURE_CALLS = [
  { object: 'Date', property: 'now', message: 'The time comes in by the station.' },
  { object: 'Math', property: 'random', message: 'Chance and ids come in by the station.' },
  { object: 'Temporal', property: 'Now', message: 'The time comes in by the station.' },
  ...['crypto', 'fetch', 'indexedDB', 'localStorage', 'performance', 'setTimeout', 'WebSocket'].flatMap((property) =>
    ['globalThis', 'window', 'self'].map((object) => ({
      object,
      property,
      message: 'Clock, chance, network and storage come in by the station.'
    }))
  )
];

const IMPURE_SYNTAX = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'The time comes in by the station.' },
  { selector: 'CallExpression[callee.name="Date"]', message: 'The time comes in by the station.' }
];

/** House rules on modules; `no-restricted-syntax` is replaced, not merged, so each use names all that hold there. */
const MODULE_SYNTAX = [
  { selector: 'ExportAllDeclaration', message: 'No barrels: import the file that has it.' },
  { selector: 'ExportDefaultDeclaration', message: 'Name it: no default exports.' }
];

const TESTS = ['**/*.test.ts', 'tests/**'];
const TYPED = [
  'src/**/*.ts',
  'sync-server/**/*.ts',
  'scripts/**/*.ts',
  'tests/**/*.ts',
  'bench/**/*.ts',
  'src/**/*.svelte'
];

const NOT_Y_INDEXEDDB = {
  name: 'y-indexeddb',
  message: 'It writes plaintext, without acknowledgement (DESIGN.md §5).'
};

/**
 * The import table once more, for components: the import guard reads them compiled, when their imports of types are gone.
 * `regex`, because a `group` that begins with # is taken for a comment and guards nothing.
 */
const COMPONENT_IMPORTS = Object.entries(cruiser.LAYERS).flatMap(([layer, { ours }]) => {
  const others = [...Object.keys(cruiser.LAYERS), 'server', 'features'].filter((name) => name !== layer);
  const forbidden = others.filter((name) => !ours.includes(name)).join('|');
  const message = `${layer} may import ${ours.join(', ') || 'nothing of ours'}, not even types of other layers.`;
  const patterns = [{ regex: `^(#|\\.\\./(\\.\\./)*)(${forbidden})/`, message }];
  const rule = (extra) => ['error', { paths: [NOT_Y_INDEXEDDB], patterns: [...patterns, ...extra] }];
  if (layer !== 'features')
    return [{ files: [`src/${layer}/**/*.svelte`], rules: { 'no-restricted-imports': rule([]) } }];

  const apart = 'Slices never import each other; within a slice, import by a relative path.';
  const leaves = (depth) => [{ regex: `^(#features/|(\\.\\./){${depth}})`, message: apart }];
  return [1, 2].map((depth) => ({
    files: [`src/features/${'*/'.repeat(depth)}*.svelte`],
    rules: { 'no-restricted-imports': rule(leaves(depth)) }
  }));
});

export default tseslint.config(
  {
    ignores: [
      'build/',
      'data/',
      '.svelte-kit/',
      'node_modules/',
      'test-results/',
      'playwright-report/',
      'tests/boundaries/planted/'
    ]
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    plugins: { house: { rules: { 'suppression-with-reason': suppressionWithReason } } },
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-restricted-syntax': ['error', ...MODULE_SYNTAX],
      'no-console': 'off',
      eqeqeq: ['error', 'always'],
      'prefer-const': 'error',
      'no-async-promise-executor': 'error',
      'no-cond-assign': 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-loss-of-precision': 'error',
      'no-misleading-character-class': 'error',
      'no-self-assign': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      // TypeScript knows names better than ESLint does.
      'no-undef': 'off',
      'no-restricted-imports': ['error', { paths: [NOT_Y_INDEXEDDB] }],
      'house/suppression-with-reason': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }]
    }
  },
  {
    files: TYPED,
    languageOptions: {
      // The same list of extensions for all files, or the type service is built anew for every other file.
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] }
    },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }]
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig, extraFileExtensions: ['.svelte'] } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/button-has-type': 'error',
      'svelte/require-each-key': 'error',
      'svelte/no-navigation-without-resolve': 'off',
      // `let` for what a rune may change: props and derived values.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      'max-lines-per-function': 'off'
    }
  },
  ...COMPONENT_IMPORTS,
  { files: ['**/*.svelte'], rules: { 'max-lines': ['error', { max: 200, skipBlankLines: true }] } },
  {
    files: ['src/domain/**', 'src/features/**'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', ...IMPURE_GLOBALS],
      'no-restricted-properties': ['error', ...IMPURE_CALLS],
      'no-restricted-syntax': ['error', ...MODULE_SYNTAX, ...IMPURE_SYNTAX]
    }
  },
  {
    files: TESTS,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true }],
      'max-lines-per-function': 'off'
    }
  },
  // These files are read by tools that want a default export.
  {
    files: ['*.config.{js,ts}', 'tests/e2e/global-setup.ts', 'scripts/eslint-*.js'],
    rules: { 'no-restricted-syntax': 'off' }
  },
  { files: ['**/*.{js,mjs,cjs}'], rules: { '@typescript-eslint/no-require-imports': 'off' } }
);
