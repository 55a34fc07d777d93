import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What is not accessible on the page as it is now, in a line each; the tests expect none.
 *
 * The page judges itself, and gets axe once in its life: otherwise each look opens a page more and sends half a megabyte to both,
 * which takes a second. Frames would not be looked at that way, so there may be none.
 * @param inside a selector, to look at that part alone
 */
export async function accessibilityFaults(page: Page, inside?: string): Promise<readonly string[]> {
  if (page.frames().length > 1) throw new Error('The page has frames, which are not looked at.');
  const hasAxe = await page.evaluate(() => {
    // What fades in has not its own colours yet.
    for (const animation of document.getAnimations())
      if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
    return 'axe' in window;
  });
  const builder = new AxeBuilder({ page, ...(hasAxe ? { axeSource: 'void 0' } : {}) })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] });
  const { violations } = await (inside === undefined ? builder : builder.include(inside)).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}
