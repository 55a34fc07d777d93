import type { ActionGroup } from '#domain/audit/action-groups.ts';
import type { AuditAction } from '#domain/audit/audit-facts.ts';
import type { AuditFlag, AuditLine } from '#domain/audit/audit-line.ts';

const ACTION_WORDS: Readonly<Record<AuditAction, string>> = {
  'session/began': 'Signed in',
  'session/ended': 'Signed out',
  'session/locked': 'Left: the desk locked',
  'session/unlocked': 'Came back',
  'session/switched': 'Was relieved by another',
  'sign-in/failed': 'Sign-in failed',
  'patient/viewed': 'Looked at',
  'document/viewed': 'Looked at a document of',
  'patient/searched': 'Found in a search',
  'day/viewed': 'Looked at the day',
  'list/viewed': 'Looked at the list',
  'field/revealed': 'Uncovered',
  'field/copied': 'Copied from',
  'sheet/printed': 'Printed',
  'patients/exported': 'Exported patients',
  'access-log/read': 'Read the access log',
  'access-log/exported': 'Exported the access log',
  'access-log/explained': 'Explained an entry',
  'access/denied': 'Was refused',
  'access/broken-glass': 'Emergency access',
  'kiosk/opened': 'Opened the kiosk',
  'kiosk/looked-up': 'Looked up a code',
  'device/handed-over': 'Handed the screen to a patient',
  'form/signed': 'A form was signed here',
  'kiosk/handed-off': 'Sent to the desk',
  'kiosk/blinded': 'Stopped looking codes up',
  'document/served': 'Was given',
  'feed/served': 'Was sent changes',
  'device/enrolled': 'Added a device',
  'device/refused': 'Refused a device',
  'device/renamed': 'Renamed a device',
  'device/removed': 'Removed a device',
  'person/added': 'Added a person',
  'person/role-changed': 'Changed a role',
  'person/disabled': 'Disabled a person',
  'person/enabled': 'Enabled a person',
  'person/passphrase-renewed': 'Renewed a passphrase',
  'person/recovered': 'Let a person in by the recovery kit',
  'recovery-key/changed': 'Changed the recovery key',
  'patients/imported': 'Imported',
  'backup/made': 'Made a backup',
  'quarantine/opened': 'Opened what was refused',
  'quarantine/settled': 'Dealt with what was refused',
  'lock-times/changed': 'Changed when desks lock',
  'storage-key/changed': 'Changed the storage key of a device',
  'passkey/added': 'Added a passkey',
  'passkey/removed': 'Removed a passkey',
  'calendar/shared': 'Shared a calendar',
  'calendar/revoked': 'Ended a calendar’s sharing',
  'calendar/served': 'Gave out a calendar',
  'session/killed': 'Ended a session',
  'role/changed': 'Changed what a role may do',
  'server/configured': 'Server runs otherwise',
  'server/restored': 'Server was restored',
  'witness/disagreed': 'Server contradicts itself'
};

export const GROUP_WORDS: Readonly<Record<ActionGroup, string>> = {
  seen: 'Seen',
  taken: 'Uncovered, copied, printed',
  denied: 'Refused',
  here: 'Came and went',
  changed: 'People and devices changed',
  kiosk: 'Kiosk',
  server: 'Given by the server'
};

export const FLAG_WORDS: Readonly<Record<AuditFlag, string>> = {
  'own-record': 'Own record',
  'same-surname': 'Same surname',
  'same-household': 'Same address or phone',
  'co-worker': 'Co-worker',
  'after-hours': 'After hours',
  'broken-glass': 'Emergency access',
  denied: 'Refused',
  'witness-disagreed': 'Server contradicts itself'
};

const NONE = { title: 'No entries in these days', words: 'Choose other days, or another kind of entry.' };
/** What stands where there is nothing. */
export const NOTHING = {
  patient: NONE,
  person: NONE,
  exceptions: {
    title: 'No exceptions in these days',
    words: 'Nobody looked at themselves, their family or a co-worker, after hours or by emergency access.'
  }
} as const;

const FIELD_WORDS: Readonly<Record<string, string>> = {
  identity: 'name, birth date',
  contact: 'contact',
  scheduling: 'appointments',
  coverage: 'insurance',
  financial: 'money',
  clinical: 'visits',
  sensitive: 'sensitive'
};

/** Of a newer version: its own name, which is words with a stroke between. */
export function actionText(action: string): string {
  return action in ACTION_WORDS ? ACTION_WORDS[action as AuditAction] : action.replace(/[/-]/g, ' ');
}

export function fieldsText({ fields }: Pick<AuditLine, 'fields'>): string {
  return fields.map((field) => FIELD_WORDS[field] ?? field).join(', ');
}

/** What beside patients an entry speaks of. @param called what a person or a device is called */
export function aboutText({ refs }: Pick<AuditLine, 'refs'>, called: Called): string {
  return refs
    .flatMap((ref) => {
      const [kind = '', name = ''] = parts(ref);
      if (kind === 'patient') return [];
      if (kind === 'user') return [called.person(name)];
      if (kind === 'device') return [called.device(Number(name))];
      if (kind === 'day' || kind === 'list') return [name.split('/')[1] ?? name];
      return [kind === 'document' ? (name.split('/')[0] ?? name) : name];
    })
    .join(', ');
}

export interface Called {
  readonly person: (user: string) => string;
  readonly device: (device: number) => string;
}

export function patientsIn({ refs }: Pick<AuditLine, 'refs'>): readonly string[] {
  return refs.filter((ref) => ref.startsWith('patient:')).map((ref) => ref.slice('patient:'.length));
}

function parts(ref: string): readonly [string, string] {
  const at = ref.indexOf(':');
  return [ref.slice(0, at), ref.slice(at + 1)];
}
