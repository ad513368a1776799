import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which places in the docs, such as `how-to/track-by-url.md#think-before-you-do`, are not there. */
export function placeProblems({ rows, conflicts }, root) {
  return [...rows, ...conflicts].flatMap(({ id, about, docs }) =>
    docs === undefined || headingAt(root, docs) !== undefined
      ? []
      : [`${id ?? about}: there is no ${docs} in the docs`],
  );
}

/** The text of the heading at a place in the docs; undefined if it is not there. */
export function headingAt(root, place) {
  const [page, anchor] = place.split('#', 2);
  const path = join(root, 'docs', page);
  if (!page.endsWith('.md') || anchor === undefined || !existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8').replace(/```[\s\S]*?```/g, '');
  const headings = [...text.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading]) => heading);
  return headings.find((heading) => toAnchor(heading) === anchor);
}

/** As GitHub makes them. */
function toAnchor(heading) {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}
