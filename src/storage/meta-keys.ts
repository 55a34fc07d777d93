/** Key in `meta`: how often segments were written. A document without a row of its own is only as fresh as this. */
export const SEGMENTS_KEY = 'segments';
/**
 * Key in `meta`: the count of segments at which live queries that read one are asked again. A first sync writes thousands, and
 * whoever is found in one rests there: they hear of them now and then, at its end, and whenever segments are let go of.
 */
export const SEGMENTS_TOLD_KEY = 'segments-told';
/** Key in `meta`: the latest stamp this device has written or seen. */
export const STAMP_KEY = 'stamp';
/** Key in `meta`: counts changes of patients, for the directory. */
export const PATIENT_REV_KEY = 'patient-rev';
/** Key in `meta`: how far a store is sealed anew (reseal.ts). */
export const RESEALING_KEY = 'resealing';
