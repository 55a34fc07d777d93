/**
 * What must not be interrupted by an update of the app: a half-filled form, a kiosk session under way. Whoever has one holds; the
 * page is never loaded anew under it, in this tab or another (BOOT-10).
 */
const holds = new Map<symbol, string>();
const listeners = new Set<() => void>();

/** Holds updates back until the returned function is called. @param reason for a developer: `register-patient` */
export function holdUpdates(reason: string): () => void {
  const key = Symbol(reason);
  holds.set(key, reason);
  tell();
  return () => {
    if (holds.delete(key)) tell();
  };
}

/** Whether something holds updates back in this tab. */
export function isHeld(): boolean {
  return holds.size > 0;
}

export function watchHolds(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
