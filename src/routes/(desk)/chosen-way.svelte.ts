/** Which way back somebody chose in place of signing in; null for none. */
export function chosenWay() {
  let way = $state<'lost' | 'glass' | null>(null);
  return {
    get way() {
      return way;
    },
    choose: (next: 'lost' | 'glass' | null) => (way = next)
  };
}
