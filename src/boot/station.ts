import { parseDocId } from '#domain/documents.ts';
import { idFrom } from '#domain/ids.ts';
import { localDateOf } from '#domain/time.ts';
import { ticketCode } from '#domain/visit/ticket.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import type { Replica } from '#replica/replica.ts';
import type { AuditLog } from '#station/audit-log.ts';
import type { Blobs } from '#station/blobs.ts';
import type { PatientHit } from '#station/rows.ts';
import type { BoardAreas } from '#station/board-areas.ts';
import type { KioskDay } from '#station/kiosk-day.ts';
import type { Station, Surface } from '#station/station.ts';
import { dropDraft, keepDraft } from '#storage/drafts.ts';
import { nextOfDay } from '#storage/meta.ts';
import { createRows, watchQuery, type FindPatients } from '#storage/rows.ts';
import type { Database } from '#storage/database.ts';
import type { HeldArrivalsKey } from './arrivals-key.ts';
import type { DeviceClock } from './device-clock.ts';
import type { User } from './door.ts';
import { deviceSigning } from './device-signing.ts';
import { withWords, wordsOf } from './faults.ts';
import type { FirstScreen } from './first-screen.ts';
import type { StatusBoard } from './status.ts';

/** What a tab has opened; a station is what of it commands and views may touch. */
export interface StationParts {
  readonly surface: Surface;
  readonly credentials: DeviceCredentials;
  readonly user: User;
  readonly database: Database;
  readonly replica: Pick<Replica, 'record'>;
  readonly clock: DeviceClock;
  readonly status: StatusBoard;
  readonly directory: { readonly find: FindPatients<PatientHit>; readonly likelyPairs: Station['likelyPairs'] };
  readonly screen: Pick<FirstScreen, 'asked'>;
  readonly open: Station['open'];
  readonly sendAgain: Station['sendAgain'];
  readonly care: Station['care'];
  readonly storageKey: Station['storageKey'];
  readonly arrivalsKey: () => Promise<HeldArrivalsKey | null>;
  readonly kioskDay: KioskDay;
  readonly boardAreas: BoardAreas;
  readonly audit: AuditLog;
  readonly blobs: (onFault: OnFault) => Blobs;
}

type OnFault = NonNullable<Parameters<typeof withWords>[1]>;

export function makeStation(parts: StationParts): Station {
  const { surface, credentials, user, database, clock, status } = parts;
  const { site, zone, label } = credentials;
  const rows = withWordsEach(createRows(database, user.user, parts.directory.find));
  const onFault: OnFault = (words, code) => status.fault('disk', words, code);
  const today = () => localDateOf(clock.now(), zone);

  return {
    device: { no: credentials.deviceNo, label, site, surface },
    user,
    zone,
    rows,
    likelyPairs: (most) => withWords(() => parts.directory.likelyPairs(most)),
    blobs: parts.blobs(onFault),
    signing: signingOf(parts, onFault),
    audit: {
      saw: parts.audit.saw,
      did: parts.audit.did,
      note: (note) => withWords(() => parts.audit.note(note), onFault)
    },
    witnessed: () => withWords(async () => await (await import('./witness.ts')).witnessed(database)),
    now: clock.now,
    today,
    newId: () => idFrom(randomBytes(10)),
    randomBytes,
    newTicket: () => withWords(async () => ticketCode(label, await nextOfDay(database, today())), onFault),
    online: () => status.value.link === 'live',
    ...recording(parts, onFault),
    settleRefused: (_command, id, how) =>
      withWords(async () => {
        const { settlingRefused } = await import('./settling.ts');
        return await settlingRefused({ database, replica: parts.replica, user, clock })(id, how);
      }, onFault),
    sendAgain: parts.sendAgain,
    care: parts.care,
    storageKey: {
      watch: parts.storageKey.watch,
      change: () => withWords(parts.storageKey.change, onFault)
    },
    keepDraft: (draft) =>
      withWords(async () => {
        const { withoutCards } = await import('#station/draft-keeper.ts');
        await keepDraft(database, draftRow(user, withoutCards(draft), clock.now()));
      }, onFault),
    dropDraft: (key) => withWords(() => dropDraft(database, user.user, key), onFault),
    watch: (query, next) => {
      const answered = parts.screen.asked();
      const stop = watchQuery(
        database,
        () => query(rows),
        (value) => {
          next(value);
          answered();
        },
        (error) => onFault(wordsOf(error), null)
      );
      return () => {
        stop();
        answered();
      };
    },
    watchStatus: status.watch,
    open: parts.open,
    kioskDay: parts.kioskDay,
    boardAreas: parts.boardAreas,
    ...seals(parts)
  };
}

/**
 * What a command reads fails with the same words as what it writes. Reading says nothing of whether the disk takes more. Wrapped
 * as in `src/storage/rows.ts`, or a live query would lose sight of what it reads next.
 */
function withWordsEach<Reads extends Record<string, (...args: never[]) => Promise<unknown>>>(reads: Reads): Reads {
  const entries = Object.entries(reads).map(([name, read]) => [
    name,
    (...args: never[]) => Promise.resolve(withWords(() => read(...args)))
  ]);
  return Object.fromEntries(entries) as Reads; // the same names, each with the same arguments and answer
}

function signingOf({ database, credentials }: StationParts, onFault: OnFault): Station['signing'] {
  const { seal, check } = deviceSigning(database, credentials);
  return { seal: (text) => withWords(() => seal(text), onFault), check };
}

function recording({ user, replica }: StationParts, onFault: OnFault) {
  const recordTogether: Station['recordTogether'] = async (_command, parts) => {
    const { belongsIn, checkFact } = await import('#protocol/fact-schemas.ts');
    for (const { doc, facts } of parts) {
      const ref = parseDocId(doc);
      for (const { kind, of } of facts) {
        // What the server would refuse must not be called saved here: a command that lets it pass has a bug.
        const checked = checkFact({ kind, of, at: 0, by: user.user });
        if (!checked.ok) throw new RangeError(`${kind}: ${checked.say}`);
        if (!ref || !belongsIn(ref, checked.fact)) throw new RangeError(`${kind} does not belong in ${doc}`);
      }
    }
    return await withWords(() => replica.record(user.user, parts), onFault);
  };
  const record: Station['record'] = (command, doc, facts) => recordTogether(command, [{ doc, facts }]);
  return { record, recordTogether };
}

/** What seals and opens what patients say. */
const sealing = () => import('#protocol/envelope.ts');

function seals({ arrivalsKey, credentials }: StationParts) {
  const newSlip: Station['newSlip'] = async () => {
    const { envelopeIdOf, envelopeKeyOf, slipCode } = await sealing();
    const secret = randomBytes(16);
    const [envelope, key] = await Promise.all([envelopeIdOf(secret), envelopeKeyOf(secret)]);
    return { envelope, key, text: slipCode(secret) };
  };
  const open: Station['openSubmission'] = async ({ keyId, sealed }) => {
    const key = await arrivalsKey();
    return key?.keyId === keyId ? await (await sealing()).openSubmission(sealed, key.privateKey) : null;
  };
  const newCode: Station['newCode'] = async (birthDate, date) => {
    const held = await arrivalsKey();
    if (!held) return null;
    const { newKioskCode } = await import('./new-code.ts');
    return await newKioskCode(randomBytes(8), { birthDate, daySeed: held.daySeed, site: credentials.site, date });
  };
  return {
    arrivalsKey,
    newSlip,
    newCode,
    openSubmission: open,
    openSlip: (async (text, { envelopes }) =>
      await (await import('./open-slip.ts')).openedSlip(text, envelopes)) satisfies Station['openSlip'],
    slipName: (async (text) => await (await import('./open-slip.ts')).slipName(text)) satisfies Station['slipName'],
    sealSubmission: (async (submission, to) =>
      await (await sealing()).sealSubmission(submission, to.key)) satisfies Station['sealSubmission']
  };
}

function draftRow(user: User, { key, title, path, content }: Parameters<Station['keepDraft']>[0], savedAt: number) {
  return { user: user.user, key, savedAt, body: { title, path, content } };
}

function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}
