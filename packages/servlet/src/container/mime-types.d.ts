declare module 'mime-types' {
  /** The media type for an extension; false when it is not known. */
  export function lookup(extension: string): string | false;
}
