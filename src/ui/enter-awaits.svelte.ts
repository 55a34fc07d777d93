import { untrack } from 'svelte';

/**
 * For a box whose answers come a moment after the keys: an Enter pressed before the answer counts when it comes, unless something else
 * has been typed meanwhile. Call it while a component is set up; call what it gives back at each Enter.
 * @param settled whether what is shown is the answer to `text`
 */
export function enterAwaits(text: () => string, settled: () => boolean, take: () => void): () => void {
  let asked = $state<string | null>(null);
  $effect(() => {
    if (asked === null || (asked === text() && !settled())) return;
    const isStill = asked === text();
    asked = null;
    if (isStill) untrack(take);
  });
  return () => (asked = text());
}
