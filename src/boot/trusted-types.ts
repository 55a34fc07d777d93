/**
 * The one policy under which addresses become scripts: workers and the service worker of our own origin, nothing else. The pages' policy
 * asks for Trusted Types (SECURITY T15), so a text that reaches a place where scripts are made stops there. HTML has no policy but
 * Svelte's own, for the templates the compiler wrote.
 */
interface PolicyFactory {
  createPolicy(name: string, rules: { readonly createScriptURL: (address: string) => string }): unknown;
}

const factory = (globalThis as { readonly trustedTypes?: PolicyFactory }).trustedTypes; // not in every browser

factory?.createPolicy('default', {
  createScriptURL: (address) => {
    if (new URL(address, location.href).origin !== location.origin) throw new TypeError('a script from elsewhere');
    return address;
  }
});
