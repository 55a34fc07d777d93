export const serviceworker = 'service-worker';
export interface Shape {
  readonly of: string;
}
