import { SCHEMA } from '#protocol/schema-version.ts';
import { ROWS_VERSION } from './schema.ts';

/** Key in `meta`: which folds made the rows, and of which schema's facts. Missing while a rebuild is under way. */
export const ROWS_KEY = 'rows';
/** A newer schema may fold what an older one kept and could not read. */
export const MADE_BY = `${ROWS_VERSION} of schema ${SCHEMA}`;
