import type { PDFPageProxy } from 'pdfjs-dist';
import type { ReadWord } from '#domain/reading/read-page.ts';

/** What a page of a PDF says itself: its size in points, and its words with their places from the top left. */
export interface PdfText {
  readonly width: number;
  readonly height: number;
  readonly words: readonly ReadWord[];
}

/** The words of a page. A file says runs of text with their widths; each word has its share of it, by its letters. */
export async function pdfText(page: PDFPageProxy): Promise<PdfText> {
  const viewport = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  const words = items.flatMap((item): readonly ReadWord[] => {
    if (!('str' in item) || item.str.trim() === '') return [];
    const [a = 0, b = 0, , , x = 0, y = 0] = item.transform as readonly number[];
    if (Math.abs(b) > Math.abs(a) * 0.2) return []; // it stands on its side: the mark of a fax machine
    const [left = 0, base = 0] = viewport.convertToViewportPoint(x, y) as readonly number[];
    const height = item.height || Math.hypot(a, b) || 1;
    const sign = item.width / Math.max(1, item.str.length);
    return [...item.str.matchAll(/\S+/g)].map(({ 0: text, index }) => {
      const from = left + index * sign;
      return {
        text,
        confidence: 1,
        box: { left: from, top: base - height, right: from + text.length * sign, bottom: base }
      };
    });
  });
  return { width: viewport.width, height: viewport.height, words };
}
