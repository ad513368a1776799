/** A descriptor that cannot be used. Its message begins with the file and the line. */
export class DescriptorError extends Error {
  /** The file, as it was named. */
  readonly file: string;
  /** From 1; undefined where the file as a whole is meant. */
  readonly line: number | undefined;
  /** The element without its brackets, such as `session-timeout`; undefined outside of one. */
  readonly element: string | undefined;

  /**
   * `place`: the file, and where known the element and its line; `problem`: what is wrong, as the end of a
   * sentence.
   */
  constructor(place: DescriptorPlace, problem: string, options: { cause?: unknown } = {}) {
    const { file, line, element } = place;
    const at = line === undefined ? file : `${file}:${line}`;
    super(element === undefined ? `${at}: ${problem}` : `${at}: <${element}> ${problem}`, options);
    this.name = 'DescriptorError';
    this.file = file;
    this.line = line;
    this.element = element;
  }
}

/** Where in a descriptor something is. */
export interface DescriptorPlace {
  readonly file: string;
  readonly line?: number | undefined;
  readonly element?: string | undefined;
}
