import type { UserId } from '#domain/ids.ts';
import { habitsFrom, habitsOf, type ScheduleView, type ViewHabits } from '#features/scheduling/schedule-view.ts';

/** How a person looks at the schedule, by who sits at this desk; it says nothing of a patient. */
const keyOf = (user: UserId): string => `schedule-view:${user}`;

export function keptHabits(user: UserId): ViewHabits {
  try {
    return habitsFrom(localStorage.getItem(keyOf(user)));
  } catch {
    return habitsFrom(null);
  }
}

/** Keeps what a person chose, and gives it back. */
export function keepHabits(user: UserId, view: ScheduleView): ViewHabits {
  const habits = habitsOf(view);
  try {
    localStorage.setItem(keyOf(user), JSON.stringify(habits));
  } catch {
    // A full or forbidden local store only costs the habit.
  }
  return habits;
}
