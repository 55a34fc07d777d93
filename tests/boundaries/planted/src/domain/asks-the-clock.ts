export const a = Date.now();
export const b = new Date();
export const c = new Date(0);
export const d = performance.now();
