import type { AddedRole } from '#domain/practice/device-lines.ts';

/** One kind of device that a code can be made for. */
export interface DeviceKind {
  readonly role: AddedRole;
  readonly title: string;
  /** Within a sentence. */
  readonly name: string;
  readonly article: 'a' | 'an';
  readonly purpose: string;
  readonly path: string;
}

export const DEVICE_KINDS: readonly DeviceKind[] = [
  {
    role: 'kiosk',
    title: 'Kiosk',
    name: 'kiosk',
    article: 'a',
    purpose: 'Patients check themselves in. It holds no patient data, and cannot read back what it was told.',
    path: '/kiosk'
  },
  {
    role: 'board',
    title: 'Waiting-room board',
    name: 'board',
    article: 'a',
    purpose: 'Shows tickets and rooms on a screen seen from afar. It knows no names.',
    path: '/board'
  },
  {
    role: 'room',
    title: 'Room tablet',
    name: 'room tablet',
    article: 'a',
    purpose: 'Says who is in the room, who is ready and when it is free, by one tap.',
    path: '/room'
  }
];

/** What each kind is called in a list. */
export const ROLE_NAMES: Readonly<Record<AddedRole, string>> = {
  desk: 'Desk',
  kiosk: 'Kiosk',
  board: 'Board',
  room: 'Room tablet'
};

/** What each may read and write, in a few words (docs/protocol.md). */
export const SCOPES: Readonly<Record<AddedRole, string>> = {
  desk: 'Patients, schedule and day, by the role of who is signed in',
  kiosk: 'Its own sealed inbox; envelopes for slips',
  board: 'Ticket codes and room names',
  room: 'The office’s day; its room'
};
