/** Scanners send a key every 1 to 20 ms; a fast typist one every 60 ms, and rolls two now and then. */
const SCANNER_GAP_MS = 45;
/** So many at that speed, from the mark on, are no hand. */
const CERTAIN = 5;
/** Once it is a scanner it may stop for breath; a card is whole when nothing came for this long. */
const QUIET_MS = 250;
/** What every card's bar code begins with (AAMVA DL/ID Card Design Standard, annex D: the compliance indicator). */
const MARK = '@';
/** A byte order mark, which some scanners type before it. No keyboard has it. */
const BOM = '\ufeff';
/** More than a symbol holds (ISO/IEC 15438), with line ends: what is beyond is not kept. */
const LONGEST = 4_096;

/** Keys that were held back so far; empty text: none. */
export interface LicenceKeys {
  readonly text: string;
  readonly strokes: number;
  readonly at: number;
}

export const NO_KEYS: LicenceKeys = { text: '', strokes: 0, at: -Infinity };

export interface LicenceStep {
  readonly keys: LicenceKeys;
  /** The key is held back: no field has it, unless it is given back. */
  readonly isTaken: boolean;
  /** Held back for nothing: a person typed it, and it goes where it was typed. */
  readonly giveBack: string;
}

/** As much of a `keydown` as is looked at. */
export interface Stroke {
  readonly key: string;
  readonly ctrlKey?: boolean;
  readonly altKey?: boolean;
  readonly metaKey?: boolean;
}

/**
 * One key more. A card begins with `@`; what follows it at a scanner's speed is held back, control characters and Enters in it too, until it is certain that no hand
 * types it. A hand's are given back in their order within a twentieth of a second. @param at time stamp of the key, milliseconds
 */
export function withLicenceKey(before: LicenceKeys, stroke: Stroke, at: number): LicenceStep {
  const known = stillHeld(before, at);
  const { key } = stroke;
  if (key === 'Shift' || key === 'Control' || key === 'Alt' || key === 'CapsLock') {
    // Scanners press them between; a hand does too, and nothing is written by it.
    const keys = known.keys.text === '' ? known.keys : { ...known.keys, at };
    return { keys, isTaken: false, giveBack: known.giveBack };
  }
  const { text, strokes } = known.keys;
  const typed = charOf(stroke);
  if (text === '') {
    if (typed === BOM) return { keys: NO_KEYS, isTaken: true, giveBack: known.giveBack };
    if (typed !== MARK) return { keys: NO_KEYS, isTaken: false, giveBack: known.giveBack };
    return { keys: { text: MARK, strokes: 1, at }, isTaken: true, giveBack: known.giveBack };
  }
  // A key that writes nothing (an arrow, F5) is a hand's, unless the scanner is on its way already.
  if (typed === null && strokes < CERTAIN) return { keys: NO_KEYS, isTaken: false, giveBack: text };
  return {
    keys: { text: (text + (typed ?? '')).slice(0, LONGEST), strokes: strokes + 1, at },
    isTaken: true,
    giveBack: ''
  };
}

/** What a pause ends: a whole card, or what a hand typed and gets back; null while neither is sure. */
export function afterPause(
  keys: LicenceKeys,
  now: number
): { readonly scan: string } | { readonly giveBack: string } | null {
  if (keys.text === '') return null;
  if (keys.strokes >= CERTAIN) return now - keys.at > QUIET_MS ? { scan: keys.text } : null;
  return now - keys.at > SCANNER_GAP_MS ? { giveBack: keys.text } : null;
}

/** The keys held back, where this one still follows them closely enough; otherwise they were a hand's. */
function stillHeld(keys: LicenceKeys, at: number): { readonly keys: LicenceKeys; readonly giveBack: string } {
  const isIn = keys.strokes >= CERTAIN || at - keys.at <= SCANNER_GAP_MS;
  return isIn ? { keys, giveBack: '' } : { keys: NO_KEYS, giveBack: keys.text };
}

/** The character a key stands for; scanners type control characters as Ctrl and a letter (`^J`), and line ends as Enter. Null where it writes none. */
function charOf({ key, ctrlKey = false, altKey = false, metaKey = false }: Stroke): string | null {
  if (metaKey) return null;
  if (key === 'Enter') return '\n';
  if (key === 'Tab') return '\t';
  if (key.length !== 1) return null;
  // Some layouts type `@` with AltGr, which is Ctrl and Alt.
  if (!ctrlKey || altKey) return key;
  const code = key.toUpperCase().charCodeAt(0);
  return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : key === '6' ? '\u001e' : null;
}

/**
 * Listens for licences typed by a scanner wherever the focus is, except in a field that takes scans itself (`[data-takes-scans]`). What is no scan reaches its field.
 * Returns the way to stop. @param isLicence whether a scan is a card; what is none is given back without its line ends
 */
export function listenForLicence(
  target: Window,
  isLicence: (text: string) => boolean,
  onScan: (text: string) => void
): () => void {
  let keys = NO_KEYS;
  let timer: number | undefined;

  function look(): void {
    const ended = afterPause(keys, performance.now());
    if (!ended) {
      if (keys.text !== '') timer = target.setTimeout(look, SCANNER_GAP_MS);
      return;
    }
    keys = NO_KEYS;
    if ('giveBack' in ended) giveBack(target.document, ended.giveBack);
    else if (isLicence(ended.scan)) onScan(ended.scan);
    else giveBack(target.document, ended.scan.replace(/\p{Cc}/gu, ''));
  }

  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || (event.target instanceof Element && event.target.closest('[data-takes-scans]'))) return;
    const step = withLicenceKey(keys, event, event.timeStamp);
    keys = step.keys;
    if (step.giveBack !== '') giveBack(target.document, step.giveBack);
    if (step.isTaken) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    target.clearTimeout(timer);
    if (keys.text !== '') timer = target.setTimeout(look, SCANNER_GAP_MS + 5);
  };
  target.addEventListener('keydown', onKey, { capture: true });
  return () => {
    target.clearTimeout(timer);
    target.removeEventListener('keydown', onKey, { capture: true });
  };
}

/** Into the field that has the focus, as if it were typed now; nowhere else does an `@` mean anything. */
function giveBack(document: Document, text: string): void {
  // The one way that writes at the caret, can be undone, and tells the page of it as typing does.
  document.execCommand('insertText', false, text);
}
