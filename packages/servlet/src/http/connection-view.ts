import type { Socket } from 'node:net';
import type { ServletConnection } from '../api/index.ts';

/** The names of connections that were asked for. */
const IDS = new WeakMap<Socket, string>();

let connections = 0;

/** The connection of a request. */
export class ConnectionView implements ServletConnection {
  readonly #socket: Socket;
  readonly #version: string;

  /** @param version such as `1.1` */
  constructor(socket: Socket, version: string) {
    this.#socket = socket;
    this.#version = version;
  }

  getConnectionId(): string {
    const known = IDS.get(this.#socket);
    if (known !== undefined) return known;
    connections += 1;
    const id = connections.toString(16);
    IDS.set(this.#socket, id);
    return id;
  }

  getProtocol(): string {
    return `http/${this.#version}`;
  }

  getProtocolConnectionId(): string {
    return '';
  }

  /** Of this connection itself: behind a proxy the client's may be encrypted all the same. */
  isSecure(): boolean {
    return 'encrypted' in this.#socket && this.#socket.encrypted === true;
  }
}
