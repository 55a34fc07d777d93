/**
 * Watches for text that is copied out of a page [MIN-4]: it goes to the clipboard once `ask` says so. What somebody is typing, in a field of
 * a form, is their own to move about. Text and pictures are not dragged out of the page at all: where they are let go nobody could ask. What
 * the app itself lets be dragged has said so. Call it in the browser. @returns the way to stop
 */
export function watchCopies(page: Window, ask: () => Promise<boolean>): () => void {
  const onCopy = (event: ClipboardEvent): void => {
    const { target } = event;
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
    const text = page.getSelection()?.toString() ?? '';
    if (text === '') return;
    event.preventDefault();
    void ask().then((isAllowed) => (isAllowed ? page.navigator.clipboard.writeText(text) : undefined));
  };
  const onDrag = (event: DragEvent): void => {
    const { target } = event;
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
    if (!(target instanceof Element && target.closest('[draggable=true]'))) event.preventDefault();
  };
  page.addEventListener('copy', onCopy, true);
  page.addEventListener('dragstart', onDrag, true);
  return () => {
    page.removeEventListener('copy', onCopy, true);
    page.removeEventListener('dragstart', onDrag, true);
  };
}
