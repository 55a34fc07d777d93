import { provideBuild } from '../../scripts/build.ts';

/** What is tested is what the sources say, and no test finds a reason to build while others read what is built. */
export default async function buildFirst(): Promise<void> {
  if ((await provideBuild()) !== 0) throw new Error('The app could not be built.');
}
