export const devices = 'devices';
export interface Shape {
  readonly of: string;
}
