/** What our codes begin with; a hand-held scanner "types" it faster than anyone can. */
const PREFIX = 'anteroom:1:';
/** Scanners send a key every 1 to 20 ms; a fast typist one every 60 ms. */
const SCANNER_GAP_MS = 45;
/** Once the whole prefix came at that speed it is a scanner, and a busy kiosk may be slow to hear the rest. */
const CODE_GAP_MS = 1_000;
/** From here on it is a scanner and no name: its keys are kept from the fields. */
const CERTAIN = 4;
/** Longer than any code of ours; what is beyond is not kept. */
const LONGEST = 200;

/** What has come from a scanner so far. */
export interface Wedge {
  readonly text: string;
  readonly at: number;
}

export const QUIET: Wedge = { text: '', at: -Infinity };

export interface WedgeStep {
  readonly wedge: Wedge;
  /** The key is a scanner's: no field should have it. */
  readonly isTaken: boolean;
  /** A whole code, at its closing Enter or Tab. */
  readonly code: string | null;
}

/**
 * One key more. Keys are a scanner's as long as they follow each other closely and spell our prefix; after it anything goes, up
 * to Enter. @param key of a `keydown` @param at its time stamp, milliseconds
 */
export function withKey(wedge: Wedge, key: string, at: number): WedgeStep {
  const gapMs = wedge.text.startsWith(PREFIX) ? CODE_GAP_MS : SCANNER_GAP_MS;
  const goesOn = wedge.text !== '' && at - wedge.at <= gapMs;
  const before = goesOn ? wedge.text : '';
  if (key === 'Shift') return { wedge: { text: before, at }, isTaken: false, code: null };
  if (key === 'Enter' || key === 'Tab') {
    const isCode = before.startsWith(PREFIX);
    return { wedge: QUIET, isTaken: isCode, code: isCode ? before : null };
  }
  if (key.length !== 1) return { wedge: QUIET, isTaken: false, code: null };

  const text = (before + key).slice(0, LONGEST);
  if (!isOurs(text)) {
    const text = isOurs(key) ? key : '';
    return { wedge: { text, at }, isTaken: false, code: null };
  }
  return { wedge: { text, at }, isTaken: text.length >= CERTAIN, code: null };
}

function isOurs(text: string): boolean {
  return text.length < PREFIX.length ? PREFIX.startsWith(text) : text.startsWith(PREFIX);
}

/** Listens for scanned codes wherever the focus is. Returns the way to stop. */
export function listenForWedge(target: Window, onCode: (text: string) => void): () => void {
  let wedge = QUIET;
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = withKey(wedge, event.key, event.timeStamp);
    wedge = step.wedge;
    if (step.isTaken) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (step.code !== null) onCode(step.code);
  };
  target.addEventListener('keydown', onKey, { capture: true });
  return () => target.removeEventListener('keydown', onKey, { capture: true });
}
