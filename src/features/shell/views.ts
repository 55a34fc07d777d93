/** The screens of the desk, in the order of the rail; each on an F-key (LOOK.md). Screens that do not exist yet are not named. */
export const VIEWS = [
  { path: '/today', label: 'Today', keys: 'F2' },
  { path: '/schedule', label: 'Schedule', keys: 'F3' },
  { path: '/patients', label: 'Patients', keys: 'F4' },
  { path: '/work', label: 'Work', keys: 'F6' },
  { path: '/practice', label: 'Practice', keys: 'F7' },
  { path: '/devices', label: 'Devices', keys: 'F8' },
  { path: '/people', label: 'People', keys: 'F9' }
] as const;

export type ViewPath = (typeof VIEWS)[number]['path'];

/** How much waits on each screen, to stand beside its name. */
export type ViewCounts = Partial<Readonly<Record<ViewPath, number>>>;
