export const ui = 'ui';
export interface Shape {
  readonly of: string;
}
