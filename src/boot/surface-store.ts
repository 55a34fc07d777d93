import type { DeviceCredentials } from '#protocol/http.ts';
import type { Surface } from '#station/station.ts';
import { openDatabase, type Database } from '#storage/database.ts';
import { isMoving, isToMove } from '#storage/to-move.ts';
import { LOCKED } from '#storage/sealing.ts';
import type { User } from './door.ts';
import { CREDENTIALS_KEY, KEYS_KEY } from './identity.ts';

/** Surfaces whose store says who patients are. A kiosk and a board read no document that does (ADR 0011). */
export const IS_SEALED: Readonly<Record<Surface, boolean>> = { desk: true, room: true, kiosk: false, board: false };
/** What a device knows of itself; moved out of a store in the clear before anybody has unlocked it. */
const OF_DEVICE = [CREDENTIALS_KEY, KEYS_KEY, 'boot', 'tickets', 'clock-offset', 'heard'];
/** How far it had come; moved with the facts. */
const OF_FACTS = ['feed', 'gaps', 'stamp', 'segments', 'patient-rev'];

/** Opens a surface's store, still locked where it is sealed. @throws {DiskFault} */
export async function openStore(surface: Surface, clearName: string): Promise<Database> {
  if (!IS_SEALED[surface]) return await openDatabase(clearName);
  const database = await openDatabase(`${clearName}-sealed`, LOCKED);
  if (await isToMove(database, clearName)) await (await moving()).moveDevice(database, clearName, OF_DEVICE);
  return database;
}

/** For stores of before there were keys alone. */
const moving = () => import('#storage/move-clear.ts');

/** Moves what a store in the clear, of before there were keys, still holds. Nothing where there is none. */
export async function takeOver(database: Database, clearName: string): Promise<void> {
  if (await isMoving(database)) await (await moving()).moveFacts(database, clearName, OF_FACTS);
}

/** A device without a person at it acts in its own name. */
export function deviceUser({ deviceNo, label, role }: DeviceCredentials): User {
  return { user: `device:${deviceNo}`, name: label, initials: label, role: role === 'room' ? 'clinical' : 'clerk' };
}
