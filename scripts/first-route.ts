import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What a surface shows first: the sources of its layouts and its page. */
const FIRST_ROUTES: Readonly<Record<string, readonly string[]>> = {
  desk: ['routes/(desk)/+layout.svelte', 'routes/(desk)/today/+page.svelte'],
  kiosk: ['routes/(kiosk)/kiosk/+page.svelte'],
  board: ['routes/(board)/board/+page.svelte'],
  room: ['routes/(room)/room/+page.svelte']
};
/** Bytes, gzipped, somewhat above the goal of 150 KB; JavaScript that must be there before the first screen of a surface is (bench/RESULTS.md, “App”). */
export const MOST_BYTES = 155_000;

/** A chunk of the build, as far as it counts here. */
export interface BuiltChunk {
  readonly fileName: string;
  readonly isEntry: boolean;
  /** Its static imports; what is imported later is not waited for. */
  readonly imports: readonly string[];
  readonly facadeModuleId: string | null;
  readonly code: string;
}

/** The build fails when the first route of a surface has grown too large. What has grown is found with `npm run bench:app -- --only scripts`. */
export function firstRouteBudget(): Plugin {
  return {
    name: 'anteroom-first-route-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? [one] : []));
      // The server's half and the service worker are built by the same configuration.
      if (!chunks.some(({ facadeModuleId }) => isNode(facadeModuleId))) return;
      if (this.environment.name !== 'client') return;
      const sourcesOf = (id: string): readonly string[] => this.getModuleInfo(id)?.importedIds ?? [];
      for (const [surface, bytes] of Object.entries(firstRoutes(chunks, sourcesOf))) {
        console.log(`first route of the ${surface}: ${(bytes / 1000).toFixed(1)} KB of JavaScript, gzipped`);
        if (bytes > MOST_BYTES) {
          this.error(
            `The first route of the ${surface} takes ${bytes} bytes of JavaScript; ${MOST_BYTES} are the most. Import later what its first screen can do without.`
          );
        }
      }
    }
  };
}

/** SvelteKit makes a module of each layout and page, which imports its source. */
const isNode = (id: string | null): boolean => id !== null && /generated\/client-optimized\/nodes\/\d+\.js$/.test(id);

/** How many bytes each surface's first route takes. @param sourcesOf the modules that a module imports */
export function firstRoutes(
  chunks: readonly BuiltChunk[],
  sourcesOf: (id: string) => readonly string[]
): Readonly<Record<string, number>> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const nodeOf = (source: string): BuiltChunk => {
    const found = chunks.find(
      ({ facadeModuleId: id }) => id !== null && isNode(id) && sourcesOf(id).some((from) => from.endsWith(source))
    );
    if (!found) throw new Error(`No part of the build is ${source}.`);
    return found;
  };
  const entries = chunks.filter(({ isEntry, facadeModuleId }) => isEntry && !isNode(facadeModuleId));
  const sizes = Object.entries(FIRST_ROUTES).map(([surface, sources]): [string, number] => {
    const open = [...entries, ...['routes/+layout.svelte', ...sources].map(nodeOf)];
    const wanted = new Set<BuiltChunk>();
    for (let chunk = open.pop(); chunk; chunk = open.pop()) {
      if (wanted.has(chunk)) continue;
      wanted.add(chunk);
      open.push(...chunk.imports.flatMap((name) => byName.get(name) ?? []));
    }
    return [surface, [...wanted].reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)];
  });
  return Object.fromEntries(sizes);
}
