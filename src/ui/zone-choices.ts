import type { ListChoice } from './ChoiceList.svelte';

/** Zones of the United States first, in words; then all there are. */
const HOME: readonly (readonly [string, string])[] = [
  ['America/New_York', 'Eastern'],
  ['America/Chicago', 'Central'],
  ['America/Denver', 'Mountain'],
  ['America/Phoenix', 'Mountain, no daylight saving (Arizona)'],
  ['America/Los_Angeles', 'Pacific'],
  ['America/Anchorage', 'Alaska'],
  ['Pacific/Honolulu', 'Hawaii'],
  ['America/Puerto_Rico', 'Atlantic (Puerto Rico)']
];

/** @param known the zones this browser knows @param own the zone this device is in */
export function zoneChoices(known: readonly string[], own: string): readonly Pick<ListChoice, 'value' | 'label'>[] {
  const home = HOME.map(([value, words]) => ({ value, label: `${words}: ${value}` }));
  const others = [...new Set([own, ...known])]
    .filter((zone) => zone && !HOME.some(([value]) => value === zone))
    .map((zone) => ({ value: zone, label: zone }));
  return [...home, ...others];
}
