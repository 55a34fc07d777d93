/** With Ctrl or ⌘: print, save, open, view source, find, downloads, history, bookmark. Zoom stays, it helps people read. */
const WAYS_OUT = new Set(['p', 's', 'o', 'u', 'f', 'g', 'j', 'h', 'd']);

/**
 * Keys that would open a window of the browser's over the kiosk (SECURITY.md T3). A page cannot keep every way out shut: the
 * device's own single-app mode does that; this keeps a child from opening the print dialog.
 */
export function leavesTheKiosk(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>): boolean {
  return (event.ctrlKey || event.metaKey) && WAYS_OUT.has(event.key.toLowerCase());
}
