import '#boot/trusted-types.ts';

// The whole app runs in the browser: its data never leaves the device except through sync.
export const ssr = false;
export const prerender = false;
