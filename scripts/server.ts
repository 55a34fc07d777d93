/** The sync server, and how Node runs it. */
export const SERVER = 'sync-server/src/main.ts';

/**
 * The young generation stays small, MiB. Frames, rows and their texts are garbage within a turn of the event loop; with V8's default
 * of 16 the process grows by 50 MB before the first of it is let go, and no work is done faster for it (bench/RESULTS.md).
 */
export const SERVER_FLAGS: readonly string[] = ['--max-semi-space-size=2'];
