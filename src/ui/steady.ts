import type { Attachment } from 'svelte/attachments';

/**
 * Keeps the `[data-row]` under the pointer, or else the one with the focus, where it is while lines come and go above it: the list
 * scrolls by as much as it grew. Browsers do so by themselves only once something is scrolled, and for no line in particular.
 */
export const steady: Attachment<HTMLElement> = (list) => {
  let held: { readonly row: Element; top: number } | null = null;

  const hold = (row: Element | null | undefined): void => {
    held = row && list.contains(row) ? { row, top: row.getBoundingClientRect().top } : null;
  };
  const onPoint = (event: PointerEvent): void => hold((event.target as Element).closest('[data-row]'));
  const onLeave = (): void => hold(document.activeElement?.closest('[data-row]'));
  const onFocus = (event: FocusEvent): void => {
    if (!list.matches(':hover')) hold((event.target as Element).closest('[data-row]'));
  };
  // The person scrolled: the line is where they put it.
  const onScroll = (): void => {
    if (held) held.top = held.row.getBoundingClientRect().top;
  };

  // Called after the change and before it is painted.
  const observer = new MutationObserver(() => {
    if (!held) return;
    if (!held.row.isConnected) return void (held = null);
    const moved = held.row.getBoundingClientRect().top - held.top;
    if (moved !== 0) list.scrollTop += moved;
    held.top = held.row.getBoundingClientRect().top;
  });

  list.addEventListener('pointermove', onPoint, { passive: true });
  list.addEventListener('pointerleave', onLeave);
  list.addEventListener('focusin', onFocus);
  list.addEventListener('scroll', onScroll, { passive: true });
  observer.observe(list, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    list.removeEventListener('pointermove', onPoint);
    list.removeEventListener('pointerleave', onLeave);
    list.removeEventListener('focusin', onFocus);
    list.removeEventListener('scroll', onScroll);
  };
};
