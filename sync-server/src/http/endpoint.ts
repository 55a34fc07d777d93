import type { IncomingMessage } from 'node:http';

/** Answers one request with what becomes its JSON. @throws {HttpRefusal} */
export type Endpoint = (request: IncomingMessage) => Promise<unknown>;
