/** `DATABASE_URL` is set and is no address of a PostgreSQL database. It is not repeated: it may hold a password. */
export class BadDatabaseUrl extends Error {
  override readonly name = 'BadDatabaseUrl';
}

/** Where the clinic's data are when they are not in a folder; undefined when they are. @throws {BadDatabaseUrl} */
export function databaseUrlFrom(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const url = env['DATABASE_URL'];
  if (url === undefined || url === '') return undefined;
  const isAddress = URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol);
  if (isAddress && new URL(url).host.includes(','))
    throw new BadDatabaseUrl('DATABASE_URL names one host: a name or a balancer that leads to the server that writes.');
  if (!isAddress)
    throw new BadDatabaseUrl('DATABASE_URL is no address like postgres://user:password@host:5432/database.');
  return url;
}
