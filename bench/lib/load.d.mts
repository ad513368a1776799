export function parseResult(output: string): {
  requests: number;
  micros: number;
  p99Micros: number;
};
