import type { Result } from '#domain/result.ts';

/** Asks the server what only some may: the path below `/api`, and a body where it changes something. */
export type Manage = <T>(
  path: string,
  body?: object
) => Promise<Result<T, { readonly code: string; readonly say: string }>>;
