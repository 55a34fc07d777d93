export const bad = async (): Promise<unknown> => await import('#replica/offer.ts');
