export const boot = 'boot';
export interface Shape {
  readonly of: string;
}
