/** What is to be known of a server. */
export interface ServerTraits {
  /** How many bytes it takes at once. It ends the connection over more, without a word. */
  readonly maxPacket: number;
  /** It takes several statements in a block, as MariaDB does: a transaction in one round trip. */
  readonly hasBlocks: boolean;
}

/** Nothing is known of it. */
export const ANY_SERVER: ServerTraits = { maxPacket: Infinity, hasBlocks: false };
