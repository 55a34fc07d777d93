import { afterEach, expect, test, vi } from 'vitest';
import { firstScreen } from './first-screen.ts';

afterEach(() => void vi.unstubAllGlobals());

test('[BOOT-14] what nobody sees waits until every query of the screen is answered and drawn', async () => {
  const frames: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => frames.push(draw));
  const drawAll = (): void => {
    while (frames.length > 0) frames.shift()?.();
  };
  let isShown = false;
  const { asked, shown } = firstScreen();
  const done = shown.then(() => (isShown = true));

  const [day, drafts] = [asked(), asked()];
  drafts();
  drafts();
  drawAll();
  await Promise.resolve();
  expect(isShown).toBe(false);

  day();
  const panel = asked();
  drawAll();
  await Promise.resolve();
  expect(isShown).toBe(false);

  panel();
  drawAll();
  expect(await done).toBe(true);
});

test('[BOOT-14] where nothing is drawn, nothing waits', async () => {
  expect(await firstScreen().shown).toBeUndefined();
});
