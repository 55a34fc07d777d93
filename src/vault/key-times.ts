const DAY_MS = 86_400_000;
/** The key before stays good for so long, as a manager's grace does [VAU-6]: who signs in meanwhile needs no server for it. */
export const BOTH_KEYS_MS = 3 * DAY_MS;
