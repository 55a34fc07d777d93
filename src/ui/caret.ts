/** Where someone was typing: the field's `name`, and what of it was selected. Plain, so that it can be kept with a draft. */
export interface Caret {
  readonly field: string;
  /** Null in fields that have no place within, such as dates and choices. */
  readonly start: number | null;
  readonly end: number | null;
}

type FieldElement = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Where the caret is in a form; null when it is elsewhere. Fields without a `name` are not seen. */
export function caretIn(form: HTMLElement): Caret | null {
  const field = document.activeElement;
  if (!isField(field) || !field.name || !form.contains(field)) return null;
  const selects = !(field instanceof HTMLSelectElement);
  return {
    field: field.name,
    start: selects ? field.selectionStart : null,
    end: selects ? field.selectionEnd : null
  };
}

/**
 * Tells where the caret goes by arrow, tab or press; what is typed a form tells itself. For `{@attach}`. Nothing is told when the focus is
 * put somewhere by the app, nor when it leaves the form: a phone that rings takes it away.
 */
export function caretMoves(onmove: (caret: Caret) => void): (form: HTMLElement) => () => void {
  return (form) => {
    const tell = (): void => {
      const caret = caretIn(form);
      if (caret) onmove(caret);
    };
    for (const kind of MOVES) form.addEventListener(kind, tell);
    return () => {
      for (const kind of MOVES) form.removeEventListener(kind, tell);
    };
  };
}

const MOVES = ['keyup', 'click'] as const;

/** Puts the caret back where `caretIn` found it. A field that is no longer there is passed over. @returns whether it is there */
export function putCaret(form: HTMLElement, caret: Caret | null): boolean {
  if (!caret) return false;
  const field = [...form.querySelectorAll('input, textarea, select')].find(
    (element): element is FieldElement => isField(element) && element.name === caret.field
  );
  field?.focus();
  if (!field) return false;
  if (!(field instanceof HTMLSelectElement) && caret.start !== null && field.selectionStart !== null)
    field.setSelectionRange(caret.start, caret.end);
  return true;
}

/**
 * Whether the hands have rested since: nobody has typed in the field they were in, nor gone to another. Asked when something that takes a while
 * is there and would like the focus; it answers yes once.
 */
export function handsRested(): () => boolean {
  const field = document.activeElement;
  const text = isField(field) ? field.value : '';
  let isAsked = false;
  return () => {
    const now = document.activeElement;
    const mayTake = !isAsked && (!isField(now) || (now === field && now.value === text));
    isAsked = true;
    return mayTake;
  };
}

function isField(element: Element | null): element is FieldElement {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  );
}
