export const storage = 'storage';
export interface Shape {
  readonly of: string;
}
