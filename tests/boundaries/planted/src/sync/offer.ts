export const sync = 'sync';
export interface Shape {
  readonly of: string;
}
