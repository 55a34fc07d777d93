import type { Component } from 'svelte';
import { page } from 'vitest/browser';
import type { Station } from '#station/station.ts';
import AtStation from './AtStation.svelte';

/** Shows a component as a surface would: standing at a station, here the test's own. */
export async function renderAt<Props extends object>(
  station: Station,
  component: Component<Props>,
  props: Props
): Promise<{ readonly unmount: () => Promise<void> | void }> {
  const shown = component as unknown as Component<Record<string, unknown>>; // its own props are given, checked above
  return await page.render(AtStation, { props: { station, shown, given: props as Record<string, unknown> } });
}
