export const bad = async (): Promise<unknown> => await import('#storage/offer.ts');
