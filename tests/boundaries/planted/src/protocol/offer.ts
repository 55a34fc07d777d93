export const protocol = 'protocol';
export interface Shape {
  readonly of: string;
}
