export const coverage = 'coverage';
export interface Shape {
  readonly of: string;
}
