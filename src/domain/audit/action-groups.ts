import { AUDIT_ACTIONS, type AuditAction } from './audit-facts.ts';

/** `seen`: somebody's record was on screen; `taken`: it left the screen; `here`: who was at a device; `changed`: who may come in. */
export type ActionGroup = 'seen' | 'taken' | 'denied' | 'here' | 'changed' | 'kiosk' | 'server';

/** Complete by type: a kind without a group does not compile. */
const GROUP_OF: Readonly<Record<AuditAction, ActionGroup>> = {
  'session/began': 'here',
  'session/ended': 'here',
  'session/locked': 'here',
  'session/unlocked': 'here',
  'session/switched': 'here',
  'sign-in/failed': 'denied',
  'patient/viewed': 'seen',
  'patient/searched': 'seen',
  'document/viewed': 'seen',
  'day/viewed': 'seen',
  'list/viewed': 'seen',
  'field/revealed': 'taken',
  'field/copied': 'taken',
  'sheet/printed': 'taken',
  'patients/exported': 'taken',
  'access-log/read': 'seen',
  'access-log/exported': 'taken',
  'access-log/explained': 'changed',
  'device/handed-over': 'here',
  'form/signed': 'changed',
  'access/denied': 'denied',
  'access/broken-glass': 'taken',
  'kiosk/opened': 'kiosk',
  'kiosk/looked-up': 'kiosk',
  'kiosk/handed-off': 'kiosk',
  'kiosk/blinded': 'kiosk',
  'document/served': 'server',
  'feed/served': 'server',
  'device/enrolled': 'changed',
  'device/refused': 'changed',
  'device/renamed': 'changed',
  'device/removed': 'changed',
  'person/added': 'changed',
  'person/role-changed': 'changed',
  'person/disabled': 'changed',
  'person/enabled': 'changed',
  'person/passphrase-renewed': 'changed',
  'person/recovered': 'changed',
  'recovery-key/changed': 'changed',
  'patients/imported': 'changed',
  'backup/made': 'taken',
  'quarantine/opened': 'seen',
  'quarantine/settled': 'changed',
  'lock-times/changed': 'changed',
  'storage-key/changed': 'changed',
  'passkey/added': 'changed',
  'passkey/removed': 'changed',
  'calendar/shared': 'changed',
  'calendar/revoked': 'changed',
  'calendar/served': 'server',
  'session/killed': 'changed',
  'role/changed': 'changed',
  'server/configured': 'server',
  'server/restored': 'server',
  'witness/disagreed': 'denied'
};

export const ACTION_GROUPS: readonly ActionGroup[] = ['seen', 'taken', 'denied', 'here', 'changed', 'kiosk', 'server'];

export function actionsIn(group: ActionGroup): readonly AuditAction[] {
  return AUDIT_ACTIONS.filter((action) => GROUP_OF[action] === group);
}

/** Entries that say somebody looked at whom they name. A search shows many at once, and is no look at any one of them. */
export const LOOKS: readonly AuditAction[] = [
  'patient/viewed',
  'document/viewed',
  'field/revealed',
  'field/copied',
  'sheet/printed',
  'access/broken-glass'
];
