import { hasCardNumber, maskCardNumbers } from '#domain/money/card-guard.ts';

/** What a person types into. */
export type TextEntry = HTMLInputElement | HTMLTextAreaElement;

/** Kinds of input that hold no text that is kept. */
const NO_TEXT: ReadonlySet<string> = new Set([
  'checkbox',
  'radio',
  'file',
  'button',
  'submit',
  'reset',
  'range',
  'color',
  'password'
]);

/**
 * Watches every text entry of a page, also those nobody thought of [TEXT-4]: a form with a card number in it is not submitted, and an
 * entry that is left with one keeps the last four digits. Stands before the form's own handlers; the walls behind it (form, station,
 * server) stay. Call it in the browser. @returns the way to stop
 */
export function watchCards(page: Window, tell: (entry: TextEntry) => void): () => void {
  const onSubmit = (event: SubmitEvent): void => {
    if (!(event.target instanceof HTMLFormElement)) return;
    const [first, ...others] = [...event.target.elements].filter(holdsCard);
    if (!first) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const entry of [first, ...others]) mask(entry);
    first.focus();
    tell(first);
  };
  const onLeave = ({ target, relatedTarget }: FocusEvent): void => {
    // The button that sends the form: the form is stopped then, and not sent with the number masked.
    if (relatedTarget instanceof HTMLButtonElement && relatedTarget.type === 'submit') return;
    if (!holdsCard(target)) return;
    mask(target);
    tell(target);
  };
  page.addEventListener('submit', onSubmit, true);
  page.addEventListener('focusout', onLeave, true);
  return () => {
    page.removeEventListener('submit', onSubmit, true);
    page.removeEventListener('focusout', onLeave, true);
  };
}

function holdsCard(target: EventTarget | null): target is TextEntry {
  const isEntry =
    target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !NO_TEXT.has(target.type));
  return isEntry && hasCardNumber(target.value);
}

/** As if it had been typed so: whoever is bound to the entry hears of it. */
function mask(entry: TextEntry): void {
  entry.value = maskCardNumbers(entry.value);
  entry.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
