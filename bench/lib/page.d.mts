export function withMeasurements(page: string, content: string, name?: string): string;
