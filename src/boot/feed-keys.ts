/** Key in `meta`: how far the feed has come. */
export const FEED_KEY = 'feed';
/** Key in `meta`: documents of which the feed brought something that follows on what this device lacks: to be asked for whole. */
export const GAPS_KEY = 'gaps';
