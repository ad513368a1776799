import type { ServerResponse } from 'node:http';
import type { HttpSession } from 'httpsession';
import { html } from '../html.ts';
import type { Content } from '../html.ts';
import { attributeRows, countRows, otherRow, ownRow } from '../views/log-rows.ts';
import { viewAttributes } from './attribute-view.ts';
import type { OwnEntry, PublicEntry, SessionLog, Watcher } from './entries.ts';
import type { EventLog } from './event-log.ts';

/** Where the live log is. The manager skips this path: looking on must not keep a session alive. */
export const LIVE_PATH = '/session/live';

/** A reader this many bytes behind is dropped; its browser comes again by itself. */
const BACKLOG = 64 * 1024;

/** Keeps proxies from closing a stream on which nothing happens. */
const HEARTBEAT_MS = 20_000;

/** Writes what happens to one session as server-sent events, until it ends or the reader goes. */
export class LiveStream implements Watcher {
  readonly #log: EventLog;
  readonly #response: ServerResponse;
  #destroyed = false;
  #countsAreDue = false;

  constructor(log: EventLog, response: ServerResponse) {
    this.#log = log;
    this.#response = response;
  }

  /** Answers the request, and watches that session's log. */
  start(log: SessionLog): void {
    this.#response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
    });
    // The page may have missed something between its making and this moment.
    this.#replace('own-log', log.entries.map(ownRow));
    this.#replace('other-log', this.#log.otherEntries(log).map(otherRow));

    const unwatch = this.#log.watch(log, this);
    const heartbeat = setInterval(() => this.#response.write(':\n\n'), HEARTBEAT_MS);
    heartbeat.unref();
    this.#response.once('close', () => {
      unwatch();
      clearInterval(heartbeat);
    });
  }

  own(entry: OwnEntry, session: HttpSession): void {
    this.#prepend('own-log', ownRow(entry));
    this.#tellCounts();
    this.#destroyed ||= entry.event === 'sessionDestroyed';
    // A session that is ending is taken apart attribute by attribute; the last whole view stays.
    if (this.#destroyed) return;
    this.#replace('attributes', attributeRows(viewAttributes(session)));
    this.#send('touched', session.getMaxInactiveInterval());
  }

  other(entry: PublicEntry): void {
    this.#prepend('other-log', otherRow(entry));
    this.#tellCounts();
  }

  ended(): void {
    this.#send('ended', null);
    this.close();
  }

  /** Ends the stream. */
  close(): void {
    this.#response.end();
  }

  /** The numbers are sent once for all that happens in one turn. */
  #tellCounts(): void {
    if (this.#countsAreDue) return;
    this.#countsAreDue = true;
    setImmediate(() => {
      this.#countsAreDue = false;
      this.#replace('counts', countRows(this.#log));
    });
  }

  #replace(id: string, content: Content): void {
    this.#send('replace', { id, html: html`${content}`.toString() });
  }

  #prepend(id: string, content: Content): void {
    this.#send('prepend', { id, html: html`${content}`.toString() });
  }

  #send(event: string, data: unknown): void {
    // Written out behind the end by an event of the same turn: there is nobody left to tell.
    if (this.#response.writableEnded) return;
    this.#response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (this.#response.writableLength > BACKLOG) this.#response.destroy();
  }
}
