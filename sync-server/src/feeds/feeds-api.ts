import type { CalendarFeedLine, MadeCalendarFeed } from '#protocol/http.ts';
import type { Core } from '../core.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { callerWith } from '../http/guard.ts';
import { HttpRefusal, MAX_JSON, readJson } from '../http/reply.ts';
import { calendarFeedRequest, makeCalendarFeedRequest, parsed } from '../http/requests.ts';
import type { Feeds } from './feeds.ts';
import { FEED_PATH } from './serve-feed.ts';

/** What a manager does about calendar feeds: who may have one, and what it shows, is written down with who said so [ICS-2]. */
export function feedsEndpoints(core: Core, feeds: Feeds): readonly (readonly [string, Endpoint])[] {
  const list: Endpoint = async (request): Promise<readonly CalendarFeedLine[]> => {
    await callerWith(core, request, 'practice');
    return await feeds.all();
  };
  const make: Endpoint = async (request): Promise<MadeCalendarFeed> => {
    // It hands appointments out to whoever has its address.
    const { person } = await callerWith(core, request, 'practice', 'export');
    const { practitioner, site, shows } = parsed(makeCalendarFeedRequest, await readJson(request, MAX_JSON));
    const practice = await core.practice();
    const provider = practice.practitioners.get(practitioner);
    if (!provider || provider.retired || !practice.sites.has(site))
      throw new HttpRefusal(404, 'calendar/unknown', 'There is no such provider at this office.');
    const { feed, token } = await feeds.make({ practitioner, site, shows, by: person.user });
    core.told.did(
      { action: 'calendar/shared', refs: [`calendar:${feed.feed}`], reason: `${practitioner} ${shows}` },
      person.user
    );
    return { ...feed, path: `${FEED_PATH}${token}.ics` };
  };
  const revoke: Endpoint = async (request): Promise<object> => {
    const { person } = await callerWith(core, request, 'practice');
    const { feed } = parsed(calendarFeedRequest, await readJson(request, MAX_JSON));
    if (!(await feeds.revoke(feed)))
      throw new HttpRefusal(404, 'calendar/over', 'That calendar is not shared any more.');
    core.told.did({ action: 'calendar/revoked', refs: [`calendar:${feed}`] }, person.user);
    return {};
  };
  return [
    ['GET /api/calendars', list],
    ['POST /api/calendars', make],
    ['POST /api/calendars/revoke', revoke]
  ];
}
