/**
 * Watches for text that is copied out of a page [MIN-4]: it goes to the clipboard once `ask` says so. What somebody is typing, in a field of
 * a form, is their own to move about. Call it in the browser. @returns the way to stop
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
  page.addEventListener('copy', onCopy, true);
  return () => page.removeEventListener('copy', onCopy, true);
}
