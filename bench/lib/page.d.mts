export function withMeasurements(page: string, content: string): string;
