/** What happens to the bytes of all connections from now on. */
export type ProxyMode =
  /** As if it were not there. */
  | 'pass'
  /** Replies come `ms` later, and up to `jitter` more, in their order. */
  | 'delay'
  /** Nothing comes through, in both directions; connections stay, and new ones are taken. A broken network. */
  | 'drop'
  /** Connections are reset; new ones too. With `afterBytes`: each after that many bytes of replies. */
  | 'reset'
  /**
   * The server's side is closed and the client is not told: a machine that lost its power. What was connected
   * then is reset when the client sends something after the mode has changed; new connections are as with 'drop'.
   */
  | 'halfOpen'
  /** Replies have their length, and other bytes. */
  | 'garbage'
  /** Each connection ends in good order after `afterBytes` bytes of replies. */
  | 'truncate'
  /** Replies are what `rewrite` makes of them: a server that says something else of itself than it is. */
  | 'rewrite';

/** What some modes need. */
export interface ProxySettings {
  /** 'delay': milliseconds. Default 0. */
  readonly ms?: number;
  /** 'delay': up to so many milliseconds more, drawn for each chunk. Default 0. */
  readonly jitter?: number;
  /** 'reset' and 'truncate': so many bytes of replies still come, on each connection. Default 0. */
  readonly afterBytes?: number;
  /**
   * 'rewrite': gets each chunk by itself, a character for each byte, and gives as many. Protocols say beforehand how
   * long a text is. Default: as it came.
   */
  readonly rewrite?: (reply: string) => string;
}
