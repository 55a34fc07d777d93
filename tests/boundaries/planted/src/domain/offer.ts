export const domain = 'domain';
export interface Shape {
  readonly of: string;
}
