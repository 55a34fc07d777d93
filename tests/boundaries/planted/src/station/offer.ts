export const station = 'station';
export interface Shape {
  readonly of: string;
}
