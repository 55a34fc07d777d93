import { provideBuild } from '../../scripts/build.ts';
import { makeDemoData } from './demo-data.ts';

/** What is tested is what the sources say, and no test finds a reason to build while others read what is built. Answers the tear-down. */
export default async function beforeAll(): Promise<() => void> {
  if ((await provideBuild()) !== 0) throw new Error('The app could not be built.');
  return await makeDemoData();
}
