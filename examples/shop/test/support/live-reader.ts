import { between } from './visitor.ts';

/** One server-sent event. */
export interface LiveEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Reads the live stream that a session page names, event by event. */
export class LiveReader {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = '';

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Opens the stream of a page, with the cookie if there is one, as a browser would. */
  static async open(origin: string, page: string, cookie = ''): Promise<LiveReader> {
    const response = await fetch(origin + streamOf(page), { headers: { cookie } });
    if (response.status !== 200 || response.body === null) throw new Error('There is no stream');
    return new LiveReader(response.body as ReadableStream<Uint8Array>);
  }

  /** Reads until an event says yes, and gives all that were read. */
  async until(wanted: (event: LiveEvent) => boolean): Promise<LiveEvent[]> {
    const events: LiveEvent[] = [];
    for (;;) {
      const event = await this.#next();
      events.push(event);
      if (wanted(event)) return events;
    }
  }

  /** Stops reading. */
  async close(): Promise<void> {
    await this.#reader.cancel();
  }

  async #next(): Promise<LiveEvent> {
    while (!this.#text.includes('\n\n')) {
      const { done, value } = await this.#reader.read();
      if (done) throw new Error('The stream has ended');
      this.#text += value;
    }
    const end = this.#text.indexOf('\n\n');
    const block = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 2);
    return {
      event: between(block, 'event: ', '\n') ?? '',
      data: JSON.parse(block.slice(block.indexOf('data: ') + 6)),
    };
  }
}

/** The address of the stream that a session page names. */
export function streamOf(page: string): string {
  return (between(page, 'data-stream="', '"') ?? '').replaceAll('&amp;', '&');
}
