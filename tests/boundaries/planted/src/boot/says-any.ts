export const a = (x: any): unknown => x;
export const b = (x?: string): string => x!;
