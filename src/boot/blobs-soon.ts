import type { Blobs } from '#station/blobs.ts';
import type { BlobParts } from './blobs.ts';

/** Contents at a station, whose part of the app is fetched when somebody keeps or looks at one. */
export function blobsSoon(parts: BlobParts): Blobs {
  let made: Promise<Blobs> | null = null;
  const there = (): Promise<Blobs> =>
    (made ??= import('./blobs.ts').then(
      ({ stationBlobs }) => stationBlobs(parts),
      (error: unknown) => {
        made = null;
        throw error;
      }
    ));
  return {
    keep: async (bytes) => await (await there()).keep(bytes),
    sum: async (bytes) => await (await there()).sum(bytes),
    read: async (doc, content) => await (await there()).read(doc, content)
  };
}
