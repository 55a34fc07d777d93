import type { PDFDocumentProxy } from 'pdfjs-dist';
import { pdfResource } from './pdf-resources.ts';
import { pdfText, type PdfText } from './pdf-text.ts';

/** A PDF, read in workers of its own. Pages count from 0. */
export interface OpenPdf {
  readonly pages: number;
  /** A page drawn on white. @param side its longer side, pixels */
  draw(page: number, side: number): Promise<HTMLCanvasElement>;
  /** What the page says itself; no words where it is a picture. */
  text(page: number): Promise<PdfText>;
  /** A PDF of these pages alone, as they are. */
  extract(pages: readonly number[]): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The file cannot be read as a PDF, whatever its first bytes say. */
export class PdfUnreadable extends Error {
  override readonly name = 'PdfUnreadable';
}

/** Four times what paper has at 300 dpi; a page that says it is larger is no page. Square points. */
const MOST_AREA = 4 * 2550 * 3300;

/**
 * Opens a PDF. The reader is fetched on the first use, from this app's own address; scripts in the file are never run, and links are not drawn.
 * @throws {PdfUnreadable}
 */
export async function openPdf(bytes: Uint8Array): Promise<OpenPdf> {
  const [{ getDocument, GlobalWorkerOptions }, { default: reader }, { default: renderer }] = await Promise.all([
    import('pdfjs-dist'),
    import('pdfjs-dist/build/pdf.worker.min.mjs?url'),
    import('pdfjs-dist/build/pdf.renderer.min.mjs?url')
  ]);
  GlobalWorkerOptions.workerSrc = reader;
  GlobalWorkerOptions.rendererSrc = renderer;
  // The reader takes the bytes with it.
  const task = getDocument({
    data: bytes.slice(),
    BinaryDataFactory: Resources,
    useWorkerFetch: false,
    useSystemFonts: false,
    enableXfa: false,
    maxImageSize: MOST_AREA,
    verbosity: 0
  });
  let pdf: PDFDocumentProxy;
  try {
    pdf = await task.promise;
  } catch (error) {
    await task.destroy();
    throw new PdfUnreadable('This is no PDF that can be read.', { cause: error });
  }
  return {
    pages: pdf.numPages,
    draw: (page, side) => draw(pdf, page, side),
    text: async (page) => await pdfText(await pdf.getPage(page + 1)),
    async extract(pages) {
      const taken = await pdf.extractPages([{ document: null, includePages: [...pages] }]);
      if (!taken) throw new PdfUnreadable('These pages cannot be taken out.');
      return taken;
    },
    close: () => task.destroy()
  };
}

async function draw(pdf: PDFDocumentProxy, at: number, side: number): Promise<HTMLCanvasElement> {
  const page = await pdf.getPage(at + 1);
  const { width, height } = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: side / Math.max(width, height, 1) });
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(viewport.width));
  canvas.height = Math.max(1, Math.round(viewport.height));
  try {
    await page.render({ canvas, viewport, background: '#fff' }).promise;
  } catch (error) {
    throw new PdfUnreadable(`Page ${at + 1} cannot be drawn.`, { cause: error });
  }
  page.cleanup();
  return canvas;
}

/** What the reader asks for beside itself: typefaces every PDF may use without having them, and readers of rarer pictures. */
class Resources {
  async fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
    const url = await pdfResource(filename);
    if (!url) throw new Error(`${filename} is not part of this app.`);
    const answer = await fetch(url);
    return new Uint8Array(await answer.arrayBuffer());
  }
}
