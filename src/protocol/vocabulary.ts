import type * as v from 'valibot';
import { PAYLOADS } from './fact-payloads.ts';

/** What each kind of fact must hold. A kind that is not here is of a newer version: it is kept and passed on. */
export const VOCABULARY: ReadonlyMap<string, v.GenericSchema> = new Map(Object.entries(PAYLOADS));

/** Fills in what an older schema did not write of a kind. What is there stays as it is, so that it may be done to any fact. */
export type UpCast = (of: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** By kind, the oldest first. None yet: there has been one schema. */
export const UP_CASTS: ReadonlyMap<string, readonly UpCast[]> = new Map<string, readonly UpCast[]>();
