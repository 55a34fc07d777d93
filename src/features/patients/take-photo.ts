import type { Snippet } from 'svelte';
import type { CaseId } from '#domain/ids.ts';

/** A camera for a patient's picture, which the route has from the papers' slice; the picture is filed when `taken` is told. */
export type TakePhoto = Snippet<[taken: (document: CaseId) => void, close: () => void]>;
