export const a = Math.random();
export const b = crypto.randomUUID();
export const c = globalThis.crypto.randomUUID();
