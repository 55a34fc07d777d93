export const replica = 'replica';
export interface Shape {
  readonly of: string;
}
