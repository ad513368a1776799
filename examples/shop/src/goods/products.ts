/** The eight kinds. Names and descriptions are in the messages of each language. */
export const productIds = [
  'oat',
  'chocolate',
  'linzer',
  'halfmoon',
  'pinwheel',
  'shortbread',
  'ginger',
  'crescent',
] as const;

/** One of the eight kinds. */
export type ProductId = (typeof productIds)[number];

/** What a tin of each costs, in euro cents. */
const prices: Readonly<Record<ProductId, number>> = {
  oat: 540,
  chocolate: 620,
  linzer: 690,
  halfmoon: 580,
  pinwheel: 560,
  shortbread: 490,
  ginger: 520,
  crescent: 650,
};

/** The price of one tin, in euro cents. */
export function priceOf(product: ProductId): number {
  return prices[product];
}

/** The product that a form named, or `undefined` for anything that is not sold here. */
export function findProduct(text: string | null): ProductId | undefined {
  return productIds.find((id) => id === text);
}
