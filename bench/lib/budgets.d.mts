import type { Round, Turn } from './arithmetic.mjs';

export interface Verdict {
  budget: string;
  measured: string;
  holds: boolean;
}

export interface Results {
  /** Microseconds of CPU for one request, by load, server and turn. */
  calls?: Record<string, Record<string, Turn[]>>;
  rates?: Record<string, Record<string, Round[]>>;
  heap?: { subject: string; count: number; bytes: number }[];
  loop?: {
    count: number;
    phases: {
      subject: string;
      phase: string;
      p50: number;
      p99: number;
      max: number;
      tookMs?: number;
    }[];
    heap: { empty: number; after: number };
  };
}

export function verdicts(results: Results): Verdict[];
export function thousands(count: number): string;
