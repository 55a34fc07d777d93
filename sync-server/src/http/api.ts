import type { IncomingMessage } from 'node:http';
import type { DeviceNo } from '#domain/ids.ts';
import type { ArrivalsKey, ClinicInfo, SignedIn } from '#protocol/http.ts';
import { demoInfo } from '../clinic/demo-info.ts';
import type { Core } from '../core.ts';
import { WriteRefused, type Writer } from '../gate/writer.ts';
import { BackOff } from '../people/back-off.ts';
import { isBusy } from '../people/passphrase.ts';
import { feedsEndpoints } from '../feeds/feeds-api.ts';
import { Feeds } from '../feeds/feeds.ts';
import { isSetUp, setUp } from '../people/set-up.ts';
import { parsed, setUpRequest, signInRequest } from './requests.ts';
import { boardsEndpoints } from './boards-api.ts';
import type { Endpoint } from './endpoint.ts';
import { devicesEndpoints } from './devices-api.ts';
import { enrolmentEndpoints } from './enrolment-api.ts';
import { deviceOf, readerFrom, sessionOf } from './guard.ts';
import type { SurfaceHosts } from './hosts.ts';
import { kiosksEndpoints } from './kiosks-api.ts';
import { passkeyEndpoints } from './passkeys-api.ts';
import { peopleEndpoints } from './people-api.ts';
import { addressOf, HttpRefusal, MAX_JSON, readJson } from './reply.ts';
import { recoveryEndpoints } from './recovery-api.ts';
import { deviceOrStranger, mustNotWait, signedIn, tellFailed } from './signed-in.ts';
import { storageKeyEndpoints } from './storage-key-api.ts';

export interface ApiOptions {
  readonly core: Core;
  readonly agent: Writer;
  readonly arrivalsKey: () => ArrivalsKey;
  /** Whether a device has a socket here. */
  readonly isConnected: (device: DeviceNo) => boolean;
  /** Looking up by name was allowed or ended at a kiosk. */
  readonly onByName: () => void;
  /** Where each kind of screen has an address of its own. */
  readonly hosts: SurfaceHosts | null;
}

/** The endpoints of src/protocol/http.ts, by method and path. */
export function apiEndpoints(options: ApiOptions): ReadonlyMap<string, Endpoint> {
  const { core, agent, arrivalsKey, hosts } = options;
  const signIns = new BackOff(core.now);

  const clinic = async (): Promise<ClinicInfo> => {
    const practice = await core.practice();
    const sites = [...practice.sites.values()].map(({ site, name }) => ({ site, name }));
    const isReady = await isSetUp(core);
    return {
      isSetUp: isReady,
      practiceName: practice.name || null,
      sites,
      demo: await demoInfo(core),
      ...(hosts && { hosts })
    };
  };

  const setup = async (request: IncomingMessage): Promise<SignedIn> => {
    const asked = parsed(setUpRequest, await readJson(request, MAX_JSON));
    return await core.alone('set-up', async () => {
      if (await isSetUp(core))
        throw new HttpRefusal(409, 'setup/done', 'This clinic is set up already. Sign in instead.');
      try {
        return await signedIn(core, await setUp(core, agent, asked), null, asked.keys);
      } catch (error) {
        if (error instanceof WriteRefused) throw new HttpRefusal(400, 'setup/refused', error.message);
        throw error;
      }
    });
  };

  const signIn = async (request: IncomingMessage): Promise<SignedIn> => {
    const { name, passphrase, keys } = parsed(signInRequest, await readJson(request, MAX_JSON));
    const known = await deviceOrStranger(core, request);
    const key = `${addressOf(request)} ${name.trim().toLowerCase()}`;
    mustNotWait(signIns, key);
    if (isBusy()) throw new HttpRefusal(503, 'sign-in/busy', 'Many are signing in just now. Try again in a moment.');
    const person = await core.people.check(name, passphrase);
    if (!person) {
      signIns.failed(key);
      await tellFailed(core, known, name);
      throw new HttpRefusal(401, 'sign-in/wrong', 'The name or the passphrase is not right.');
    }
    signIns.succeeded(key);
    return await signedIn(core, person, known, keys);
  };

  const key = async (request: IncomingMessage): Promise<ArrivalsKey> => {
    const device = await readerFrom(core, request);
    if (device.role !== 'desk') throw new HttpRefusal(403, 'device/not-here', 'This device may not do that.');
    return await Promise.resolve(arrivalsKey());
  };

  const signOut = async (request: IncomingMessage): Promise<object> => {
    const session = await sessionOf(core, request, await deviceOf(core, request));
    if (session && (await core.sessions.end(session.id, 'signed-out'))) await core.tellPeopleChanged();
    return {};
  };

  return new Map<string, Endpoint>([
    ['GET /api/clinic', clinic],
    ['POST /api/setup', setup],
    ['POST /api/sign-in', signIn],
    ['POST /api/sign-out', signOut],
    ['GET /api/arrivals-key', key],
    ...passkeyEndpoints({ core, hosts, signIns }),
    ...recoveryEndpoints({ core, agent, hosts }),
    ...[storageKeyEndpoints, enrolmentEndpoints].flatMap((endpointsOf) => endpointsOf(core)),
    ...feedsEndpoints(core, new Feeds(core.records, core.now)),
    ...devicesEndpoints(options),
    ...kiosksEndpoints(options),
    ...boardsEndpoints(core),
    ...peopleEndpoints({ core, agent })
  ]);
}
