import { RECORD_PATHS, type HarvestField, type RecordPath } from './record-path.ts';
import { THING_PATHS, type HarvestThing, type ThingPath } from './thing-path.ts';

/** Where an answer may go: a part of the registration, or a fact of its own. */
export type HarvestPath = RecordPath | ThingPath;
export const HARVEST_PATHS: readonly HarvestPath[] = [...RECORD_PATHS, ...THING_PATHS];

/** What a proposal is about: by it a decision is known [FORM-9]. */
export type HarvestWhat = HarvestField | HarvestThing;

export function isRecordPath(path: HarvestPath): path is RecordPath {
  return RECORD_PATHS.some((one) => one === path);
}
