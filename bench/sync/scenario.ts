import type { ServerUnderTest } from './server-under-test.ts';

/** Named figures of one scenario on one server. */
export type Figures = Readonly<Record<string, number>>;

export interface Scenario {
  readonly name: string;
  /** Which way is good, for the ratio column. */
  readonly better: Readonly<Record<string, 'less' | 'more'>>;
  run(server: ServerUnderTest): Promise<Figures>;
}

/** Devices that a server is prepared for. */
export const CLIENTS = 250;
