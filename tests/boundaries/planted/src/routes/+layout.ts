export const load = async (): Promise<unknown> => await import('#sync/offer.ts');
