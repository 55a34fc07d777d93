import type { Page } from '@playwright/test';

/** What would end the walk: who is there goes, or the screen does. */
const LEFT_ALONE =
  /sign out|lock|switch user|sign-in|passkey|reload|restart|update|retire|remove|revoke|disable|kit|discard|download|add files|open the practice|role|may/i;

/** Goes to an address of the app without loading it anew, as a link in it would. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate(async (to) => {
    for (const dialog of document.querySelectorAll<HTMLDialogElement>('dialog[open]')) dialog.close();
    const link = document.createElement('a');
    link.href = to;
    (document.querySelector('main') ?? document.body).append(link);
    link.click();
    link.remove();
    const target = new URL(to, location.href).pathname;
    for (let tries = 0; tries < 60 && location.pathname !== target; tries++)
      await new Promise((done) => setTimeout(done, 25));
    await new Promise((done) => setTimeout(done, 150));
  }, address);
}

/** What was found of a page. */
export interface Walked {
  /** Entries that were typed into, by what they are called. */
  readonly entries: readonly string[];
  readonly pressed: readonly string[];
}

/**
 * Types each text into every entry of the page, then presses each of its buttons, tabs and keys, and types into every entry of what
 * opens. In the page itself, so that it takes a second and not a minute. @param known buttons that were pressed elsewhere are not again
 */
export async function walkPage(page: Page, texts: readonly string[], known: Set<string>): Promise<Walked> {
  const walked = await page.evaluate(walkHere, {
    texts: [...texts],
    known: [...known],
    leftAlone: LEFT_ALONE.source
  });
  for (const name of walked.pressed) known.add(name);
  return walked;
}

/** Runs in the page: what it needs is in it. */
async function walkHere({
  texts,
  known,
  leftAlone
}: {
  readonly texts: readonly string[];
  readonly known: readonly string[];
  readonly leftAlone: string;
}): Promise<Walked> {
  const pause = (ms: number): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done, ms)));
  const shown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });
  const nameOf = (element: Element): string =>
    (element.getAttribute('aria-label') ?? element.textContent.trim().replaceAll(/\s+/g, ' ')).slice(0, 60);
  const entries = new Set<string>();
  const pressed = new Set(known);
  const at = location.pathname;
  const ENTRIES =
    'input:not([type=checkbox], [type=radio], [type=file], [type=date], [type=time], [type=number], [type=password], [disabled], [readonly]), textarea:not([disabled], [readonly])';

  const type = async (): Promise<void> => {
    for (const entry of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(ENTRIES)) {
      if (!shown(entry)) continue;
      const kind = entry instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
      const set = Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set;
      entry.focus();
      entries.add(entry.labels?.[0]?.textContent.trim() ?? entry.getAttribute('aria-label') ?? entry.name);
      for (const text of texts) {
        set?.call(entry, text);
        entry.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }));
      }
      await pause(0);
      entry.dispatchEvent(new Event('change', { bubbles: true }));
    }
  };
  const close = async (): Promise<void> => {
    for (const dialog of document.querySelectorAll<HTMLDialogElement>('dialog[open]')) dialog.close();
    const escape = { key: 'Escape', bubbles: true, cancelable: true };
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', escape));
    if (location.pathname !== at) {
      const link = document.createElement('a');
      link.href = at;
      (document.querySelector('main') ?? document.body).append(link);
      link.click();
      link.remove();
      await pause(100);
    }
    await pause(0);
  };

  await type();
  await close();
  for (let round = 0; round < 30; round++) {
    const next = [...document.querySelectorAll<HTMLElement>('button, [role=tab], [role=menuitem], summary, [data-row]')]
      .filter((one) => shown(one) && !one.closest('nav') && !(one as HTMLButtonElement).disabled)
      .find((one) => !pressed.has(nameOf(one)) && !new RegExp(leftAlone, 'i').test(nameOf(one)));
    if (!next) break;
    pressed.add(nameOf(next));
    next.click();
    await pause(30);
    await type();
    await close();
  }
  return { entries: [...entries], pressed: [...pressed] };
}
