import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

const PREFIX = 'jakarta.servlet.request.';
/** Of the identifier: as long as a session id of TLS. */
const ID_BYTES = 32;

/**
 * What Servlet 6.1 (3.11) tells of a secure connection as attributes of its requests: its cipher suite, and an
 * identifier. Since TLS 1.3 has no session ids any more, that is made of the keys of the connection.
 * @returns null for other names, and where the connection is not secure
 */
export function tlsAttribute(socket: Socket, name: string): string | null {
  if (!name.startsWith(PREFIX) || !(socket instanceof TLSSocket)) return null;
  switch (name) {
    case `${PREFIX}ssl_session_id`:
      return identifierOf(socket);
    case `${PREFIX}cipher_suite`:
      return socket.getCipher().standardName;
    default:
      return null;
  }
}

function identifierOf(socket: TLSSocket): string {
  const label = 'EXPORTER-httpsession-session-id';
  return socket.exportKeyingMaterial(ID_BYTES, label, Buffer.alloc(0)).toString('hex');
}
