/**
 * The page with what is between two markers replaced.
 * @param {string} page
 * @param {string} content
 * @param {string} [name] of the markers
 */
export function withMeasurements(page, content, name = 'bench') {
  const [first, last] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const begin = page.indexOf(first);
  const end = page.indexOf(last);
  if (begin === -1 || end < begin) throw new Error(`the page lacks ${first} or ${last}`);
  return `${page.slice(0, begin + first.length)}\n\n${content}\n\n${page.slice(end)}`;
}
