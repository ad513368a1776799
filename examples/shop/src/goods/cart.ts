import type { HttpSessionBindingEvent, HttpSessionBindingListener } from 'httpsession';
import { eventLogOf } from '../listeners/event-log.ts';
import { priceOf, productIds } from './products.ts';
import type { ProductId } from './products.ts';

/** More tins of one kind are not sold, however often the button is pressed. */
const MOST = 12;

/**
 * What a visitor wants to buy. A cart never changes: adding to it gives a new one, and binding that
 * one to the session is what the attribute listeners hear about. The cart itself is a listener too.
 */
export class Cart implements HttpSessionBindingListener {
  readonly #tins: ReadonlyMap<ProductId, number>;

  constructor(tins: ReadonlyMap<ProductId, number> = new Map()) {
    this.#tins = tins;
  }

  /** The cart that `toJSON` described. */
  static fromJSON(data: unknown): Cart {
    const tins = Array.isArray(data) ? (data as [ProductId, number][]) : [];
    return new Cart(new Map(tins.filter(([product]) => productIds.includes(product))));
  }

  /** What is kept of it when the session is stored. */
  toJSON(): [ProductId, number][] {
    return this.lines.map(({ product, quantity }) => [product, quantity]);
  }

  /** The kinds in the cart with their number, in the order of the shelf. */
  get lines(): readonly { readonly product: ProductId; readonly quantity: number }[] {
    return productIds
      .map((product) => ({ product, quantity: this.quantityOf(product) }))
      .filter((line) => line.quantity > 0);
  }

  /** How many tins in all. */
  get size(): number {
    return this.lines.reduce((sum, line) => sum + line.quantity, 0);
  }

  /** What they cost, in euro cents. */
  get total(): number {
    return this.lines.reduce((sum, line) => sum + line.quantity * priceOf(line.product), 0);
  }

  /** How many tins of one kind. */
  quantityOf(product: ProductId): number {
    return this.#tins.get(product) ?? 0;
  }

  /** The cart with `change` tins of a kind more, or less; never below none or above twelve. */
  plus(product: ProductId, change: number): Cart {
    const quantity = Math.max(0, Math.min(MOST, this.quantityOf(product) + change));
    return new Cart(new Map([...this.#tins, [product, quantity]]));
  }

  /** The cart without a kind. */
  without(product: ProductId): Cart {
    return new Cart(new Map([...this.#tins].filter(([kind]) => kind !== product)));
  }

  /** Java's `HttpSessionBindingListener`: this cart is about to become an attribute. */
  valueBound(event: HttpSessionBindingEvent): void {
    eventLogOf(event).record(event, 'valueBound', `${event.getName()} = ${String(this)}`);
  }

  /** This cart is an attribute no longer: replaced, removed, or its session has ended. */
  valueUnbound(event: HttpSessionBindingEvent): void {
    eventLogOf(event).record(event, 'valueUnbound', `${event.getName()} = ${String(this)}`);
  }

  toString(): string {
    const lines = this.lines.map((line) => `${String(line.quantity)} ${line.product}`);
    return lines.length === 0 ? '(empty)' : lines.join(', ');
  }
}
