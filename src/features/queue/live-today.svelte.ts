import { dayDoc } from '#domain/documents.ts';
import type { Live } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';
import { keepingSame, todayQuery, type TodayRows } from './today.ts';

/**
 * Today, followed for as long as the calling component lives, with unchanged lines being the same objects [QUE-4]. Holds the
 * day live while it is shown. `today` is a getter, so that midnight brings the next day.
 */
export function liveToday(station: Station, today: () => string): Live<TodayRows> {
  let value = $state.raw<TodayRows | undefined>(undefined);
  $effect(() => {
    const date = today();
    const { site } = station.device;
    const letGo = station.open(dayDoc(site, date));
    let last: TodayRows | undefined;
    const stop = station.watch(todayQuery(site, date, station.zone), (next) => {
      last = keepingSame(last, next);
      value = last;
    });
    return () => {
      stop();
      letGo();
    };
  });
  return {
    get value() {
      return value;
    }
  };
}
