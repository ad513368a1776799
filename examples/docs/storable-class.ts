// #region codec
import { JsonCodec } from 'httpsession';

export class Money {
  readonly cents: number;

  constructor(cents: number) {
    this.cents = cents;
  }
}

/** Keeps instances of Money, and of no other class. */
export const codec: JsonCodec = new JsonCodec({ classes: [Money] });
// #endregion codec
