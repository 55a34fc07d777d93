import type { Act } from '#domain/practice/acts.ts';

/** The screens of the desk, in the order of the rail; each on an F-key (LOOK.md). Screens that do not exist yet are not named. */
export const VIEWS = [
  { path: '/today', label: 'Today', keys: 'F2' },
  { path: '/schedule', label: 'Schedule', keys: 'F3' },
  { path: '/patients', label: 'Patients', keys: 'F4' },
  { path: '/work', label: 'Work', keys: 'F6' },
  { path: '/documents', label: 'Documents', keys: 'Alt P' },
  { path: '/forms', label: 'Forms', keys: 'Alt O' },
  { path: '/practice', label: 'Practice', keys: 'F7' },
  { path: '/devices', label: 'Devices', keys: 'F8', act: 'devices/look-after' },
  { path: '/people', label: 'People', keys: 'F9', act: 'people/look-after' },
  { path: '/access-log', label: 'Access log', keys: 'F10', act: 'access-log/read' }
] as const;

/** The screens a role has use for: what only some may read is not named to the others. */
export function viewsFor(can: (act: Act) => boolean): readonly (typeof VIEWS)[number][] {
  return VIEWS.filter((view) => !('act' in view) || can(view.act));
}

export type ViewPath = (typeof VIEWS)[number]['path'];

/** How much waits on each screen, to stand beside its name. */
export type ViewCounts = Partial<Readonly<Record<ViewPath, number>>>;
