/** The sync server, and how Node runs it. */
export const SERVER = 'sync-server/src/main.ts';

/**
 * The young generation stays small, MiB: frames, rows and their texts are garbage within a turn of the event loop, and with V8's default
 * of 16 the process grows by 50 MB before the first of it is let go, with no work done faster (bench/RESULTS.md). And the server
 * may collect its garbage in a quiet moment (sync-server/src/upkeep/tidy-memory.ts).
 */
export const SERVER_FLAGS: readonly string[] = ['--max-semi-space-size=2', '--expose-gc'];
