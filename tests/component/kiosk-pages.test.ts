import '#ui/tokens.css';
import '#ui/base.css';
import '#ui/atkinson.css';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Form } from '#domain/forms/form.ts';
import { PRIVACY_NOTICE, RECORDS_RELEASE } from '#domain/forms/shipped/consents.ts';
import { HISTORY, PHQ_2 } from '#domain/forms/shipped/history.ts';
import type { KioskLanguage } from '#domain/intake/intake-facts.ts';
import { BLANK, pagesOf, type FormFilling } from '#features/kiosk/kiosk-form.ts';
import { freshSession } from '#features/kiosk/kiosk-session.ts';
import type { KioskSession } from '#features/kiosk/kiosk-state.ts';
import { kioskWords, LANGUAGES } from '#features/kiosk/messages/words.ts';
import { memoryStation } from '#station/memory-station.ts';
import { TODAY } from '#tests/fixtures/practice.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import { renderAt } from '#tests/setup/render-at.ts';
import KioskStage from './KioskStage.svelte';

/** A picture, of nothing. */
async function jpeg(): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(160, 100);
  canvas.getContext('2d')?.fillRect(0, 0, 160, 100);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
}

const cameras = {
  startCamera: () => Promise.resolve(() => undefined),
  startPictures: () => Promise.resolve({ take: jpeg, stop: () => undefined })
};

/** Pages that no walk-in comes by; the others are looked at in tests/e2e/kiosk. */
async function pagesIn(language: KioskLanguage): Promise<readonly KioskSession[]> {
  const one = { ...freshSession(0), language, path: 'appointment' } as const;
  return [
    { ...one, step: 'details' },
    { ...one, step: 'new-place', details: 'contact' },
    { ...one, step: 'help' },
    { ...one, step: 'insurance' },
    { ...one, step: 'card-front', insurance: 'changed' },
    { ...one, step: 'card-back', insurance: 'changed', cards: { back: await jpeg() } },
    { ...one, step: 'guardian', isMinor: true },
    // In the language with the longest words, and where the form's words are foreign and the page reads from the right.
    ...(language === 'es' || language === 'ar' ? formPages({ ...one, path: 'slip', step: 'form' }) : [])
  ];
}

/** A form's text, a question with a heading over it, several answers, typing, whether anything changed, who signs, the signature, and why not. */
function formPages(one: KioskSession): readonly KioskSession[] {
  const at = (form: Form, filling: Partial<FormFilling>, since: string | null = null): KioskSession => ({
    ...one,
    forms: [{ form, since, manner: since === null ? 'whole' : 'changes' }],
    fillings: { 0: { ...BLANK, ...filling } }
  });
  const signed = { signer: 'Ida Quist', relationship: 'self' } as const;
  const last = pagesOf({ form: PRIVACY_NOTICE, since: null, manner: 'whole' }, BLANK, TODAY).length - 1;
  return [
    at(PRIVACY_NOTICE, {}),
    at(PHQ_2, {}),
    at(RECORDS_RELEASE, { at: 1, problem: 'form-missing' }),
    at(HISTORY, {}, '2026-02-03'),
    at(PRIVACY_NOTICE, { at: last - 2 }),
    at(PRIVACY_NOTICE, { at: last - 1 }),
    at(PRIVACY_NOTICE, { at: last, ...signed }),
    at(PRIVACY_NOTICE, { at: last, ...signed, aside: 'refuse' })
  ];
}

/** What is to be pressed and is less than 64 px, or to be read and less than 24 px. */
function tooSmall(): readonly string[] {
  const buttons = [...document.querySelectorAll('button')].filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return width < 64 || height < 64;
  });
  const texts = [...document.querySelectorAll('h1, p, button, .hint')].filter(
    (one) => one.textContent !== '' && parseFloat(getComputedStyle(one).fontSize) < 24
  );
  return [...buttons, ...texts].map((one) => one.outerHTML.slice(0, 120));
}

test.each(LANGUAGES.map(({ language }) => language))(
  '[KIO-1] [KIO-2] [KIO-25] [KIO-29] insurance, card, details, help, guardian and forms in %s: accessible, large enough, within the screen',
  async (language) => {
    const say = await kioskWords(language);
    for (const session of await pagesIn(language)) {
      // What fits lying in the language with the longest words, and from right to left, fits in all.
      const sizes = [[1080, 1920] as const, ...(language === 'es' || language === 'ar' ? [[1280, 800] as const] : [])];
      for (const [width, height] of sizes) {
        await page.viewport(width, height);
        document.body.replaceChildren();
        await renderAt(memoryStation({ device: { surface: 'kiosk' } }), KioskStage, { session, say, cameras });
        await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect([session.step, tooSmall()]).toEqual([session.step, []]);
        expect([session.step, document.documentElement.scrollWidth]).toEqual([session.step, width]);
        // Back, the number of the question, help and start over stand on one line.
        const tops = [...document.querySelectorAll('header > *')].map((one) => {
          const { top, height } = one.getBoundingClientRect();
          return Math.round((top + height / 2) / 4);
        });
        expect([session.step, new Set(tops).size]).toEqual([session.step, 1]);
      }
      expect([session.step, await accessibilityFaults()]).toEqual([session.step, []]);
    }
  }
);

test.each(LANGUAGES.map(({ language }) => language))(
  '[KIO-2] [KIO-33] the keys in %s at twice the size stand in even lines, none too small and nothing beyond the screen',
  async (language) => {
    const say = await kioskWords(language);
    const one = { ...freshSession(0), language, path: 'walk-in' } as const;
    // 1080 × 1920 and a ten-inch tablet of 1280 × 800, at 200 %.
    for (const [width, height] of [[540, 960] as const, [640, 400] as const]) {
      await page.viewport(width, height);
      for (const step of ['family', 'reason', 'birth-date', 'code'] as const) {
        document.body.replaceChildren();
        const session: KioskSession = { ...one, step };
        await renderAt(memoryStation({ device: { surface: 'kiosk' } }), KioskStage, { session, say, cameras });
        await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect.poll(() => [step, tooSmall()], { timeout: 4000 }).toEqual([step, []]);
        expect([step, document.documentElement.scrollWidth]).toEqual([step, width]);
        const cut = [...document.querySelectorAll('.keyboard button')].filter(
          (key) => key.scrollWidth > key.clientWidth || key.scrollHeight > key.clientHeight
        );
        expect([step, cut.map((key) => key.textContent)]).toEqual([step, []]);
      }
    }
  }
);
