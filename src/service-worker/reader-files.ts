/** The built files that read text off pages: Tesseract, its letters, and the worker they run in. 5 MB that boards and kiosks never need [READ-2]. */
const READER = /\/(?:tesseract-[\w-]+|eng)\.[^/]*$|\/read-worker-[\w-]+\.js$/;

/** @param path of an address of this app */
export function isReaderFile(path: string): boolean {
  return READER.test(path);
}
