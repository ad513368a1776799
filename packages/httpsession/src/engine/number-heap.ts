/** Numbers, the smallest first: a binary heap in one array. */
export class NumberHeap {
  #items: number[] = [];

  /** The smallest number, or undefined when there is none. */
  peek(): number | undefined {
    return this.#items[0];
  }

  push(item: number): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] ?? item;
      if (above <= item) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  /** Takes the smallest number away; an empty heap stays empty. */
  pop(): void {
    const items = this.#items;
    const item = items.pop();
    if (item === undefined || items.length === 0) return;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      const right = child + 1;
      if (right < items.length && Number(items[right]) < Number(items[child])) child = right;
      const below = items[child] ?? item;
      if (below >= item) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
  }

  clear(): void {
    this.#items = [];
  }
}
