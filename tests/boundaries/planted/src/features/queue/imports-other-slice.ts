export const bad = async (): Promise<unknown> => await import('#features/coverage/offer.ts');
