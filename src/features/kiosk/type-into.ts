/**
 * What the on-screen keys do to a field: as if typed at the caret, so that a physical keyboard and the screen may be mixed.
 * The field hears an ordinary `input` event.
 */
export function typeInto(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  replaceSelection(field, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, text);
}

/** Takes away the selection, or the character before the caret. */
export function deleteBefore(field: HTMLInputElement | HTMLTextAreaElement): void {
  const end = field.selectionEnd ?? field.value.length;
  const start = field.selectionStart ?? end;
  // A letter with a combining accent, or an emoji, goes in one press.
  const from = start < end ? start : start - lastCharacter(field.value.slice(0, start)).length;
  if (from < end) replaceSelection(field, from, end, '');
}

export function clearField(field: HTMLInputElement | HTMLTextAreaElement): void {
  replaceSelection(field, 0, field.value.length, '');
}

function replaceSelection(field: HTMLInputElement | HTMLTextAreaElement, from: number, to: number, text: string): void {
  field.setRangeText(text, from, to, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

const CHARACTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function lastCharacter(text: string): string {
  return [...CHARACTERS.segment(text)].at(-1)?.segment ?? '';
}
