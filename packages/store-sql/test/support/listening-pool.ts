import { EventEmitter } from 'node:events';
import type { PostgresClient, PostgresPool } from '../../src/index.ts';

/** A pool whose clients only listen, so that a test says when there is a connection and what comes over it. */
export class ListeningPool extends EventEmitter implements PostgresPool {
  /** All that were given out, also those that came back. */
  readonly clients: ListeningClient[] = [];
  /** Connections come when this is fulfilled. */
  gate: Promise<void> = Promise.resolve();

  async connect(): Promise<PostgresClient> {
    await this.gate;
    const client = new ListeningClient();
    this.clients.push(client);
    return client;
  }

  /** Sends a notice to whoever listens. */
  send(payload: string): void {
    for (const client of this.clients) if (client.isOut) client.emit('notification', { payload });
  }
}

class ListeningClient extends EventEmitter implements PostgresClient {
  isOut = true;

  query(): Promise<{ rows: unknown[] }> {
    return Promise.resolve({ rows: [] });
  }

  release(): void {
    this.isOut = false;
  }
}
