import type { BlobRef } from '#domain/document/blob-ref.ts';
import type { DocId } from '#domain/documents.ts';
import type { Station } from '#station/station.ts';
import { documentWords } from './refusals.ts';

/** A page as a screen shows it: an address within this tab, or why it cannot be shown. */
export type ShownPage =
  | { readonly type: 'waiting' }
  | { readonly type: 'shown'; readonly url: string; readonly bytes: Uint8Array }
  | { readonly type: 'refused'; readonly words: string };

/** Follows a getter's page while the calling component lives. The bytes are let go of with it. */
export function livePage(
  station: Station,
  wanted: () => { readonly doc: DocId; readonly ref: BlobRef; readonly type: string } | null
): { readonly value: ShownPage } {
  let value = $state.raw<ShownPage>({ type: 'waiting' });
  $effect(() => {
    const page = wanted();
    value = { type: 'waiting' };
    if (!page) return;
    let url: string | null = null;
    let isOver = false;
    void station.blobs.read(page.doc, page.ref).then((read) => {
      if (isOver) return;
      if (!read.ok) {
        value = { type: 'refused', words: documentWords[read.error.code](read.error as never) }; // each is its own code's
        return;
      }
      url = URL.createObjectURL(new Blob([read.value], { type: page.type }));
      value = { type: 'shown', url, bytes: read.value };
    });
    return () => {
      isOver = true;
      if (url) URL.revokeObjectURL(url);
    };
  });
  return {
    get value() {
      return value;
    }
  };
}
