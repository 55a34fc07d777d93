// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const a = (x: any): unknown => x;
// The payload of a foreign library has no type of its own.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const b = (x: any): unknown => x;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the library types it so
export const c = (x: any): unknown => x;
// @ts-expect-error
export const d: string = 1;
