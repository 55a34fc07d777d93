import * as v from 'valibot';
import { CARD_WORDS, hasCardNumber } from '#domain/money/card-guard.ts';
import { STAFF_ROLES, STAFF_VERBS } from '#domain/practice/role-verbs.ts';
import type {
  AddPersonRequest,
  BeginEnrolRequest,
  CalendarFeedRequest,
  DeviceRequest,
  DeviceStatus,
  EndSessionRequest,
  EnrolmentRequest,
  MakeCalendarFeedRequest,
  RenameDeviceRequest,
  RescueRequest,
  RevealEnrolRequest,
  TakeEnrolRequest,
  EnrolmentCodeRequest,
  EnrolRequest,
  PersonDisabledRequest,
  PersonRequest,
  PersonRoleRequest,
  SetRoleRequest,
  SetUpRequest,
  SignInRequest,
  StorageKeyCopy
} from '#protocol/http.ts';
import { MAX_BOARD_AREAS } from '#domain/board/areas.ts';
import type { BoardAreasRequest } from '#protocol/board-http.ts';
import type { KioskByNameRequest } from '#protocol/kiosk-http.ts';
import { parseDocId } from '#domain/documents.ts';
import { maybe } from '#protocol/fact-fields.ts';
import { MAX_PASSPHRASE, MIN_PASSPHRASE } from '../people/passphrase.ts';
import { recoveryKey } from './recovery-requests.ts';
import { HttpRefusal } from './reply.ts';

/** The shapes of src/protocol/http.ts, checked at the door [API-1]. Unknown keys are passed over. */

const MAX_NAME = 120;

/** What people name things by. It is kept, so it is no card number [MON-5]. */
const words = (max: number): v.GenericSchema<string> =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(max),
    v.check((text) => !hasCardNumber(text), CARD_WORDS)
  );

const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1440));
const hours = v.pipe(
  v.array(
    v.pipe(
      v.array(
        v.pipe(
          v.object({ from: minute, to: minute }),
          v.check(({ from, to }) => from < to)
        )
      ),
      v.maxLength(6)
    )
  ),
  v.length(7)
);

const zone = v.pipe(v.string(), v.maxLength(64), v.check(isZone));

const role = v.picklist(['desk', 'kiosk', 'board', 'room']);
const site = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/));

/** A public key: 65 bytes of an uncompressed point of P-256. */
const point = v.pipe(v.string(), v.regex(/^04[0-9a-f]{128}$/));
const keys = v.object({ sig: point, dh: point });
export const publicKeys = keys;
const hex = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`)));
const shortId = v.pipe(v.string(), v.regex(/^[0-9a-z]{16}$/));
const deviceNo = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4095));

export const setUpRequest: v.GenericSchema<unknown, SetUpRequest> = v.object({
  practiceName: words(MAX_NAME),
  siteName: words(MAX_NAME),
  zone,
  manager: v.object({
    name: words(MAX_NAME),
    passphrase: v.pipe(v.string(), v.minLength(MIN_PASSPHRASE), v.maxBytes(MAX_PASSPHRASE))
  }),
  practitioners: v.pipe(
    v.array(v.object({ given: words(MAX_NAME), family: words(MAX_NAME), called: words(MAX_NAME) })),
    v.maxLength(100)
  ),
  rooms: v.pipe(v.array(words(MAX_NAME)), v.maxLength(200)),
  hours,
  keys: maybe(keys),
  recoveryKey: maybe(recoveryKey)
});

export const signInRequest: v.GenericSchema<unknown, SignInRequest> = v.object({
  name: v.pipe(v.string(), v.maxLength(MAX_NAME)),
  passphrase: v.pipe(v.string(), v.maxBytes(MAX_PASSPHRASE)),
  keys: maybe(keys)
});

export const enrolmentCodeRequest: v.GenericSchema<unknown, EnrolmentCodeRequest> = v.object({ role, site });

export const enrolRequest: v.GenericSchema<unknown, EnrolRequest> = v.object({
  code: v.pipe(v.string(), v.maxLength(40)),
  role
});

const user = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/));
const staffRole = v.picklist(STAFF_ROLES);

export const addPersonRequest: v.GenericSchema<unknown, AddPersonRequest> = v.object({
  name: words(MAX_NAME),
  role: staffRole
});
export const personRequest: v.GenericSchema<unknown, PersonRequest> = v.object({ user });
export const personRoleRequest: v.GenericSchema<unknown, PersonRoleRequest> = v.object({ user, role: staffRole });
export const personDisabledRequest: v.GenericSchema<unknown, PersonDisabledRequest> = v.object({
  user,
  disabled: v.boolean()
});
export const endSessionRequest: v.GenericSchema<unknown, EndSessionRequest> = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-z]{16}$/))
});
export const setRoleRequest: v.GenericSchema<unknown, SetRoleRequest> = v.object({
  role: staffRole,
  verbs: v.pipe(v.array(v.picklist(STAFF_VERBS)), v.maxLength(STAFF_VERBS.length))
});

/** A P-256 point, a key with its number and a tag come to 118 bytes. */
export const storageKeyCopy: v.GenericSchema<unknown, StorageKeyCopy> = v.object({
  sealed: v.pipe(v.string(), v.base64(), v.minLength(8), v.maxLength(256)),
  generation: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 32 - 1)))
});

export const beginEnrolRequest: v.GenericSchema<unknown, BeginEnrolRequest> = v.object({
  code: v.pipe(v.string(), v.maxLength(40)),
  role,
  commitment: hex(32)
});
export const revealEnrolRequest: v.GenericSchema<unknown, RevealEnrolRequest> = v.object({
  id: shortId,
  keys,
  deviceNonce: hex(16)
});
export const takeEnrolRequest: v.GenericSchema<unknown, TakeEnrolRequest> = v.object({ claim: hex(32) });
export const enrolmentRequest: v.GenericSchema<unknown, EnrolmentRequest> = v.object({ id: shortId });
export const makeCalendarFeedRequest: v.GenericSchema<unknown, MakeCalendarFeedRequest> = v.object({
  practitioner: words(128),
  site,
  shows: v.picklist(['initials', 'names'])
});
export const calendarFeedRequest: v.GenericSchema<unknown, CalendarFeedRequest> = v.object({ feed: shortId });
export const deviceRequest: v.GenericSchema<unknown, DeviceRequest> = v.object({ deviceNo });
export const kioskByNameRequest: v.GenericSchema<unknown, KioskByNameRequest> = v.object({ deviceNo, on: v.boolean() });
export const boardAreasRequest: v.GenericSchema<unknown, BoardAreasRequest> = v.object({
  deviceNo,
  areas: v.pipe(v.array(site), v.maxLength(MAX_BOARD_AREAS)),
  layout: v.picklist(['columns', 'merged'])
});
export const renameDeviceRequest: v.GenericSchema<unknown, RenameDeviceRequest> = v.object({
  deviceNo,
  name: words(60)
});
export const deviceStatus: v.GenericSchema<unknown, DeviceStatus> = v.object({
  unsent: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000))
});
export const rescueRequest: v.GenericSchema<unknown, RescueRequest> = v.object({
  updates: v.pipe(
    v.array(
      v.object({
        doc: v.pipe(
          v.string(),
          v.check((doc) => parseDocId(doc) !== null)
        ),
        update: v.pipe(v.string(), v.base64(), v.maxLength(100_000))
      })
    ),
    v.maxLength(1_000)
  ),
  sealed: maybe(v.boolean())
});

/** The value as its schema has it. @throws {HttpRefusal} naming the first part that does not fit, never its value */
export function parsed<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  if (result.issues[0].message === CARD_WORDS) throw new HttpRefusal(400, 'http/card-number', CARD_WORDS);
  const where = v.getDotPath(result.issues[0]) ?? 'the request';
  throw new HttpRefusal(400, 'http/bad-request', `This cannot be read: ${where}.`);
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
