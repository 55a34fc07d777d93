/** Asks the browser not to throw this device's store away when space gets short. It may say no; asked again once the app is installed. */
export async function askToLast(): Promise<boolean> {
  const { storage } = navigator;
  if (!storage?.persist) return false;
  try {
    return (await storage.persisted()) || (await storage.persist());
  } catch {
    return false;
  }
}
