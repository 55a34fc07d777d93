import 'vitest-browser-svelte';
