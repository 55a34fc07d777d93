import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { firstRoutes, type BuiltChunk } from './first-route.ts';

const NODES = '/app/.svelte-kit/generated/client-optimized/nodes';
const SOURCES: Readonly<Record<string, string>> = {
  0: '/app/src/routes/+layout.svelte',
  2: '/app/src/routes/(desk)/+layout.svelte',
  4: '/app/src/routes/(board)/board/+page.svelte',
  20: '/app/src/routes/(desk)/today/+page.svelte',
  22: '/app/src/routes/(kiosk)/kiosk/+page.svelte',
  23: '/app/src/routes/(room)/room/+page.svelte'
};
const sourcesOf = (id: string): readonly string[] => [SOURCES[/(\d+)\.js$/.exec(id)?.[1] ?? ''] ?? ''];

const chunk = (fileName: string, imports: readonly string[] = [], more: Partial<BuiltChunk> = {}): BuiltChunk => ({
  fileName,
  imports,
  isEntry: false,
  facadeModuleId: null,
  code: '',
  ...more
});
const node = (n: number, ...imports: string[]): BuiltChunk =>
  chunk(`node-${n}.js`, imports, { isEntry: true, facadeModuleId: `${NODES}/${n}.js` });
const size = (...codes: readonly string[]): number =>
  codes.reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0);

test('[SHELL-14] a first route is what its entry, layouts and page import, each once, and nothing that is imported later', () => {
  const sizes = firstRoutes(
    [
      chunk('start.js', ['begin.js'], { isEntry: true, facadeModuleId: '/kit/entry.js' }),
      chunk('begin.js', ['deep.js'], { code: 'begins everything' }),
      chunk('deep.js', ['begin.js']),
      chunk('later.js', [], { code: 'comes later' }),
      chunk('kiosk.js', [], { code: 'is for kiosks' }),
      node(0, 'begin.js'),
      node(2, 'begin.js'),
      node(20, 'begin.js', 'deep.js'),
      node(4, 'begin.js'),
      node(22, 'kiosk.js'),
      node(23)
    ],
    sourcesOf
  );
  // Its start, the layout every surface has, and its own.
  const begun = ['', 'begins everything', '', '', ''];
  expect(sizes).toEqual({
    desk: size(...begun, ''),
    kiosk: size(...begun, 'is for kiosks'),
    board: size(...begun),
    room: size(...begun)
  });
});

test('[SHELL-14] a page that is not where it was is no page of nothing', () => {
  expect(() => firstRoutes([node(0), node(2)], sourcesOf)).toThrow('today/+page.svelte');
});
