import type { SiteId } from '#domain/ids.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';

/** Says to the access log which days of the schedule are looked at [AUD-7]. */
export function sawDays(
  station: Station,
  shown: () => readonly { readonly site: SiteId; readonly date: LocalDate }[]
): void {
  // As text: what else changes shows no other day.
  const days = $derived(
    shown()
      .map(({ site, date }) => `${site}/${date}`)
      .join(' ')
  );
  $effect(() =>
    station.audit.saw({
      action: 'day/viewed',
      refs: days.split(' ').map((day) => `day:${day}` as `day:${string}/${string}`), // written above
      fields: ['identity', 'scheduling']
    })
  );
}
