import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

// "Plain": any other text mode rewrites control characters, which some codes need (docs of zxing-cpp, TextMode).
const READER: ReaderOptions = { textMode: 'Plain', tryHarder: true, maxNumberOfSymbols: 1 };

const SHEET: ReaderOptions = { tryHarder: false, tryInvert: false };

/** What can be held before a camera: our slips and set-up codes, and the back of a driver licence. */
export type CodeFormat = 'QRCode' | 'PDF417';

/** The first code of a picture, or null. Anything that is no code, damaged or not, is null. */
export type CodeReader = (picture: ImageData | null) => Promise<string | null>;

/** @param isSheet a flat, printed page: dark on light and sharp, so that less is tried, in a fraction of the time */
export async function codeReader(
  formats: readonly CodeFormat[] = ['QRCode'],
  { isSheet = false } = {}
): Promise<CodeReader> {
  // Without this the library fetches its wasm from a CDN.
  await prepareZXingModule({
    overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasmUrl : prefix + path) },
    fireImmediately: true
  });
  return async (picture) => {
    if (!picture) return null;
    const [code] = await readBarcodes(picture, { ...READER, ...(isSheet && SHEET), formats: [...formats] });
    return code?.isValid ? code.text : null;
  };
}
