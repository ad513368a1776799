import { afterEach } from '@jest/globals';
import { listen } from '../../src/listen.ts';
import { createShop } from '../../src/shop.ts';
import type { Shop, ShopOptions } from '../../src/shop.ts';
import { Visitor } from './visitor.ts';

/** A shop on a port of its own, which is closed after the test. */
export interface OpenShop extends Shop {
  readonly origin: string;
  /** Somebody with an empty cookie jar. */
  visitor(headers?: Record<string, string>): Visitor;
}

const open = new Set<Shop>();

export async function openShop(options: ShopOptions = {}): Promise<OpenShop> {
  const shop = createShop(options);
  open.add(shop);
  const port = await listen(shop.server, { host: '127.0.0.1', port: 0 });
  const origin = `http://127.0.0.1:${String(port)}`;
  return { ...shop, origin, visitor: (headers) => new Visitor(origin, headers) };
}

afterEach(async () => {
  const shops = [...open];
  open.clear();
  for (const shop of shops) await shop.close();
});
