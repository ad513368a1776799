/** Java's `ServletConnection`: the connection that a request came in on. */
export interface ServletConnection {
  /** A name of the connection that no other one of this process has. */
  getConnectionId(): string;
  /** Such as `http/1.1`. */
  getProtocol(): string;
  /** The name that the protocol has for the connection: empty for HTTP/1. */
  getProtocolConnectionId(): string;
  /** Whether the connection is encrypted. */
  isSecure(): boolean;
}
