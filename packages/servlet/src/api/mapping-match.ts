/** Which kind of pattern chose a servlet: Java's enum `MappingMatch`. */
export type MappingMatch = 'CONTEXT_ROOT' | 'DEFAULT' | 'EXACT' | 'EXTENSION' | 'PATH';

/** The constants of Java's enum. */
export const MappingMatch = {
  CONTEXT_ROOT: 'CONTEXT_ROOT',
  DEFAULT: 'DEFAULT',
  EXACT: 'EXACT',
  EXTENSION: 'EXTENSION',
  PATH: 'PATH',
} as const;
