import type { IncomingMessage } from 'node:http';
import type { DeviceCredentials, EnrolmentCode } from '#protocol/http.ts';
import { credentialsOf } from '../clinic/local-clinic.ts';
import type { Core } from '../core.ts';
import { BackOff } from '../people/back-off.ts';
import type { Endpoint } from './endpoint.ts';
import { callerWith } from './guard.ts';
import { addressOf, HttpRefusal, MAX_JSON, readJson } from './reply.ts';
import { enrolmentCodeRequest, enrolRequest, parsed } from './requests.ts';

/** How a screen becomes a device of the clinic: the endpoints of src/protocol/http.ts about codes. */
export function enrolmentEndpoints(core: Core): readonly (readonly [string, Endpoint])[] {
  const enrolments = new BackOff(core.now);

  const enrolmentCodes = async (request: IncomingMessage): Promise<EnrolmentCode> => {
    await callerWith(core, request, 'devices');
    const { role, site } = parsed(enrolmentCodeRequest, await readJson(request, MAX_JSON));
    if (!(await core.practice()).sites.has(site))
      throw new HttpRefusal(404, 'site/unknown', 'There is no such office.');
    return await core.codes.issue(role, site);
  };

  const enrol = async (request: IncomingMessage): Promise<DeviceCredentials> => {
    const { code, role } = parsed(enrolRequest, await readJson(request, MAX_JSON));
    const key = addressOf(request);
    const redeemed = enrolments.waitMs(key) > 0 ? null : await core.codes.redeem(code, role);
    if (!redeemed) {
      enrolments.failed(key);
      // One answer whatever is wrong: a code that was used, has ended, is another's, never was, or came too often [PPL-5].
      throw new HttpRefusal(403, 'enrol/no-code', 'This code is no longer valid. Ask for a new one.');
    }
    enrolments.succeeded(key);
    return await credentialsOf(core, await core.devices.enrol(role, redeemed.site));
  };

  return [
    ['POST /api/enrolment-codes', enrolmentCodes],
    ['POST /api/enrol', enrol]
  ];
}
