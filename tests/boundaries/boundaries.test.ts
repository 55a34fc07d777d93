import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import { binOf, ROOT } from '../../scripts/paths.ts';

/**
 * A small tree with the real one's shape in which each file breaks one rule, except for those named good and offer. The
 * guards are run on it with the configuration of the real tree; what they say is compared as a whole, so that a guard
 * that falls silent fails here, and so does one that cries wolf.
 */
const PLANTED = fileURLToPath(new URL('planted/', import.meta.url));

test('the import guard reports each planted import and nothing else', async () => {
  const config = path.join(ROOT, '.dependency-cruiser.cjs');
  const args = [binOf('dependency-cruiser', 'depcruise'), '--config', config, '-T', 'json', 'src', 'sync-server'];
  const run = promisify(execFile)(process.execPath, args, { cwd: PLANTED, maxBuffer: 64 * 1024 * 1024 });
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: readonly { rule: { name: string }; from: string }[] };
  };

  expect(summary.violations.map(({ rule, from }) => `${from}: ${rule.name}`).sort()).toEqual([
    'src/boot/imports-dexie.ts: only-some-know-dexie',
    'src/boot/imports-routes.ts: boot-imports',
    'src/devices/imports-station.ts: devices-imports',
    'src/domain/imports-a-layer-relatively.ts: domain-imports',
    'src/domain/imports-a-layer-type.ts: domain-imports',
    'src/domain/imports-a-layer.ts: domain-imports',
    'src/domain/imports-a-package.ts: domain-packages',
    'src/domain/imports-node.ts: domain-packages',
    'src/domain/imports-server.ts: domain-imports',
    'src/domain/reexports-a-layer.ts: domain-imports',
    'src/features/queue/ImportsOtherSlice.svelte: slices-keep-apart',
    'src/features/queue/ImportsStorage.svelte: features-imports',
    'src/features/queue/imports-other-slice.ts: slices-keep-apart',
    'src/features/queue/imports-yjs.ts: only-some-know-yjs',
    'src/protocol/imports-a-package.ts: protocol-packages',
    'src/protocol/imports-replica.ts: protocol-imports',
    'src/protocol/runs-domain.ts: protocol-imports-domain-types-only',
    'src/replica/imports-a-package.ts: only-some-know-y-websocket',
    'src/replica/imports-a-package.ts: replica-packages',
    'src/replica/imports-storage.ts: replica-imports',
    'src/routes/+layout.ts: routes-imports',
    'src/routes/+page.svelte: routes-imports',
    'src/service-worker/imports-domain.ts: service-worker-imports',
    'src/station/imports-replica.svelte.ts: station-imports',
    'src/storage/imports-sync.ts: storage-imports',
    'src/storage/imports-yjs.ts: only-some-know-yjs',
    'src/storage/imports-yjs.ts: storage-packages',
    'src/sync/imports-dexie.ts: only-some-know-dexie',
    'src/sync/imports-dexie.ts: sync-packages',
    'src/sync/imports-replica.ts: sync-imports',
    'src/ui/ImportsDomain.svelte: ui-imports',
    'src/ui/leads-nowhere.ts: resolvable',
    'src/ui/round-one.ts: no-cycles',
    'src/vault/imports-storage.ts: vault-imports',
    'sync-server/src/imports-storage.ts: server-imports'
  ]);
});

test('the linter reports each planted slip and nothing else', async () => {
  const eslint = new ESLint({ cwd: PLANTED, overrideConfigFile: path.join(ROOT, 'eslint.config.js') });

  const results = await eslint.lintFiles(['src', 'sync-server']);

  const reports = results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => {
      const file = path.relative(PLANTED, filePath).replaceAll(path.sep, '/');
      return `${file}:${line}: ${ruleId ?? message}`;
    })
  );
  expect(reports.sort()).toEqual([
    'src/boot/barrel.ts:1: no-restricted-syntax',
    'src/boot/barrel.ts:2: no-restricted-syntax',
    'src/boot/lets-go-of-a-promise.ts:3: @typescript-eslint/no-floating-promises',
    'src/boot/says-any.ts:1: @typescript-eslint/no-explicit-any',
    'src/boot/says-any.ts:2: @typescript-eslint/no-non-null-assertion',
    'src/boot/silences.ts:1: house/suppression-with-reason',
    'src/boot/silences.ts:8: @typescript-eslint/ban-ts-comment',
    'src/boot/too-long-function.ts:1: max-lines-per-function',
    'src/boot/too-long.ts:301: max-lines',
    'src/boot/type-import.ts:1: @typescript-eslint/consistent-type-imports',
    'src/domain/asks-the-clock.ts:1: no-restricted-properties',
    'src/domain/asks-the-clock.ts:2: no-restricted-syntax',
    'src/domain/asks-the-clock.ts:4: no-restricted-globals',
    'src/domain/throws-dice.ts:1: no-restricted-properties',
    'src/domain/throws-dice.ts:2: no-restricted-globals',
    'src/domain/throws-dice.ts:3: no-restricted-properties',
    'src/features/queue/AsksTheClock.svelte:2: no-restricted-properties',
    'src/features/queue/AsksTheClock.svelte:2: svelte/prefer-const',
    'src/features/queue/ImportsOtherSlice.svelte:2: no-restricted-imports',
    'src/features/queue/ImportsStorage.svelte:2: no-restricted-imports',
    'src/features/queue/ImportsStorageType.svelte:2: no-restricted-imports',
    'src/features/queue/ImportsStorageType.svelte:3: no-restricted-imports',
    'src/features/queue/goes-out.ts:1: no-restricted-globals',
    'src/features/queue/goes-out.ts:2: no-restricted-globals',
    'src/features/queue/goes-out.ts:3: no-restricted-globals',
    'src/features/queue/goes-out.ts:4: no-restricted-globals',
    'src/features/queue/goes-out.ts:5: no-restricted-globals',
    'src/routes/+page.svelte:2: no-restricted-imports',
    'src/ui/ImportsDomain.svelte:2: no-restricted-imports',
    'src/ui/LetsGoOfAPromise.svelte:5: @typescript-eslint/no-floating-promises',
    'src/ui/RawHtml.svelte:5: svelte/no-at-html-tags',
    'src/ui/TooLong.svelte:201: max-lines'
  ]);
});
