import { TextDecoder } from 'node:util';

import type { HttpServletRequest } from '@httpsession/servlet';

import { ActionError } from '../common/errors.ts';

/**
 * The body of a request as text. Its charset is that of the content type, else UTF-8.
 * @throws ActionError 413 for more than `limit` bytes, 415 for a charset that is not known
 */
export async function readText(request: HttpServletRequest, limit: number): Promise<string> {
  const decoder = decoderFor(request.getCharacterEncoding());
  let text = '';
  let size = 0;
  for await (const chunk of request.getInputStream()) {
    const bytes: Uint8Array = chunk as Buffer;
    size += bytes.byteLength;
    if (size > limit) {
      throw new ActionError(413, { message: `The body has more than ${String(limit)} bytes` });
    }
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}

function decoderFor(charset: string | null): TextDecoder {
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch {
    throw new ActionError(415, { message: 'The charset of the body is not known' });
  }
}
