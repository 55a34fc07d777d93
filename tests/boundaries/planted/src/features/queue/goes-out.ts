export const a = (): unknown => fetch('/x');
export const b = (): unknown => new WebSocket('ws://x');
export const c = (): unknown => indexedDB;
export const d = (): unknown => localStorage;
export const e = (): unknown => setTimeout(() => undefined, 1);
