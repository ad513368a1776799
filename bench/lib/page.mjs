const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';

/**
 * The page with what is between the two markers replaced.
 * @param {string} page
 * @param {string} content
 */
export function withMeasurements(page, content) {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`the page lacks ${BEGIN} or ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${content}\n\n${page.slice(end)}`;
}
