import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
  compilerOptions: { runes: true },
  kit: {
    // One page for every address: the whole app runs in the browser, the server only hands out files.
    adapter: adapter({ fallback: 'index.html', strict: false }),
    // The service worker is registered by src/boot (workbox-window), which asks before it takes an update.
    serviceWorker: { register: false },
    alias: {},
    typescript: {
      config: (config) => {
        // Planted violations are for the guards to find, not for the type checker.
        config.exclude.push('../tests/boundaries/planted/**');
      }
    }
  }
};
