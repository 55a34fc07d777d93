async function later(): Promise<void> {}
export function start(): void {
  later();
}
