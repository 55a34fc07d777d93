export const routes = 'routes';
export interface Shape {
  readonly of: string;
}
