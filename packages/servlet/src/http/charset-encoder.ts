/** How text becomes bytes. What a charset cannot express becomes `?`, as in Java. */
export interface CharsetEncoder {
  /** All bytes of a text. */
  encode(text: string): Uint8Array;
  /** How many bytes `encode` would give; may be more where a text ends inside a character. */
  byteLength(text: string): number;
}

/** The byte for what a charset cannot express. */
export const QUESTION_MARK = 0x3f;
