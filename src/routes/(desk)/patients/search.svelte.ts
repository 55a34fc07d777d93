/** What is searched for on the patients' screen, while this tab lives: names do not belong in an address. */
export const search = $state({ query: '' });
