import { thumbnailOf } from '#devices/thumbnail.ts';
import type { ThumbnailOf } from '#features/documents/take-in.ts';

/** What a desk does with pictures that come in. */
export const pictures: { readonly thumbnailOf: ThumbnailOf } = { thumbnailOf };
