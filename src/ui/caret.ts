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

/** Puts the caret back where `caretIn` found it. A field that is no longer there is passed over. */
export function putCaret(form: HTMLElement, caret: Caret | null): void {
  if (!caret) return;
  const field = [...form.querySelectorAll('input, textarea, select')].find(
    (element): element is FieldElement => isField(element) && element.name === caret.field
  );
  field?.focus();
  if (!field || field instanceof HTMLSelectElement || caret.start === null || field.selectionStart === null) return;
  field.setSelectionRange(caret.start, caret.end);
}

function isField(element: Element | null): element is FieldElement {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  );
}
