import { getContext, setContext } from 'svelte';
import type { FileType } from '#domain/document/file-kind.ts';
import type { Outline, Straightening } from '#domain/document/page-outline.ts';

/** What a page shows to a machine. */
export interface PageLook {
  /** The text of a QR code on it; null without one. */
  readonly code: string | null;
  readonly isBlank: boolean;
}

/** A PDF, page by page, from 0. */
export interface PageReader {
  readonly pages: number;
  look(page: number): Promise<PageLook>;
  /** As a picture, for a screen. */
  picture(page: number): Promise<Blob>;
  /** A PDF of these pages alone. */
  extract(pages: readonly number[]): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A camera that is on. */
export interface PageCamera {
  /** A JPEG of what it shows. Rejects while it shows nothing. */
  take(): Promise<Uint8Array>;
  stop(): void;
}

/** A folder that a scanner writes into. */
export interface ScannerFolder {
  readonly name: string;
  /** How many files lie in it now. */
  count(): Promise<number>;
  /** Tells files once they are whole, those that came together at once. @param which `new`: what lies there now stays @returns the way to stop */
  watch(which: 'all' | 'new', onFiles: (files: readonly File[]) => void, onLost: () => void): () => void;
}

/** How this device looks at pictures and PDFs. */
export interface PageTools {
  /** The small picture that lists show; null for what this browser cannot draw. */
  readonly thumbnailOf: (bytes: Uint8Array, type: FileType) => Promise<Uint8Array | null>;
  /** Rejects for what this browser cannot draw; so do the next two. */
  readonly lookAtPicture: (bytes: Uint8Array, type: FileType) => Promise<PageLook>;
  /** Where the page is in a picture of it; null where none is seen. */
  readonly findPage: (bytes: Uint8Array, type: FileType) => Promise<Outline | null>;
  /** A JPEG of the page alone. @param most its longer side, pixels */
  readonly cutPage: (bytes: Uint8Array, type: FileType, how: Straightening, most?: number) => Promise<Uint8Array>;
  /** Rejects for what is no PDF that can be read. */
  readonly readPdf: (bytes: Uint8Array) => Promise<PageReader>;
  /** Asks for the folder of a scanner; null when nobody chose one. Absent where this browser watches no folders. */
  readonly pickFolder?: (() => Promise<ScannerFolder | null>) | undefined;
  /** Shows a camera in `video`. Rejects when there is none, or it may not be used. */
  readonly startCamera: (video: HTMLVideoElement) => Promise<PageCamera>;
}

const KEY = Symbol('page tools');

export function providePageTools(tools: PageTools): void {
  setContext(KEY, tools);
}

/** Call it while the component is set up. */
export function usePageTools(): PageTools {
  return getContext<PageTools>(KEY);
}
