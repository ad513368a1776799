import { NoSuchElementException } from '../common/errors.ts';

/**
 * Java's `java.util.Enumeration`, which can also be iterated. A snapshot: what is added or removed
 * meanwhile does not show (SES-041).
 */
export class Enumeration<E> implements IterableIterator<E> {
  readonly #elements: readonly E[];
  #position = 0;

  constructor(elements: Iterable<E>) {
    this.#elements = [...elements];
  }

  /** Whether `nextElement` has something to give. */
  hasMoreElements(): boolean {
    return this.#position < this.#elements.length;
  }

  /**
   * The next element.
   * @throws NoSuchElementException behind the last one
   */
  nextElement(): E {
    if (!this.hasMoreElements()) throw new NoSuchElementException();
    const element = this.#elements[this.#position] as E;
    this.#position += 1;
    return element;
  }

  /** Java's `asIterator`: the elements that are left. */
  asIterator(): IterableIterator<E> {
    return this;
  }

  next(): IteratorResult<E, undefined> {
    return this.hasMoreElements()
      ? { done: false, value: this.nextElement() }
      : { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
