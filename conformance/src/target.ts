import type { Variant } from './script.ts';

/** A running server with the scripted servlet under every variant. */
export interface Target {
  /** Shown in transcripts. */
  readonly name: string;
  /** The local port that serves a variant. */
  port(variant: Variant['name']): number;
  /** Ends it. Safe to repeat. */
  close(): Promise<void>;
}
