import { fetchWaysIn } from '#boot/ways-in-soon.ts';

/** Fetches the pages by which a desk is opened again, before it locks: it may lock without a network, and before the service worker has kept the app whole [BOOT-20]. */
export async function fetchDoors(): Promise<void> {
  await Promise.all([
    fetchWaysIn(),
    import('#features/sign-in/LockPage.svelte'),
    import('#features/sign-in/SignInPage.svelte'),
    import('./WayBack.svelte')
  ]);
}
