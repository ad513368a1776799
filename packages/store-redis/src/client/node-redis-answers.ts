import type { NodeRedisCommandOptions } from './client-shapes.ts';

/** Strings of answers as bytes. The numbers are the first bytes of RESP types: $, + and =. */
export const AS_BUFFERS: NodeRedisCommandOptions = {
  typeMapping: { 36: Buffer, 43: Buffer, 61: Buffer },
};
