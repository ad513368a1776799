import type { CharsetDecoder } from './charset-decoder.ts';
import type { Parameters } from './parameters.ts';
import type { StoredPart } from './stored-part.ts';

/** All parts of a multipart form. */
export class MultipartForm {
  readonly parts: readonly StoredPart[];

  constructor(parts: readonly StoredPart[]) {
    this.parts = parts;
  }

  /** What is not a file is a parameter, too. */
  addFields(parameters: Parameters, decoder: CharsetDecoder): void {
    for (const part of this.parts) {
      if (part.getSubmittedFileName() !== null) continue;
      parameters.add(part.getName(), decoder.decode(part.content.bytes));
    }
  }

  /** Lets go of temporary files. What cannot be removed stays to the system's own cleaning. */
  release(): void {
    for (const { content } of this.parts) content.delete().catch(() => undefined);
  }
}
