// Before a package is packed: puts into it the pages of the documentation that its errors name, as its users have no
// others; `--remove` takes them away again. Runs in the package's folder.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publicPackages, root } from './workspace.mjs';

const PAGE = /\bdocs\/[\w/-]+\.md\b/g;
const LINK = /\[([^\]]+)\]\(([^)#\s]+\.\w+)(#[^)\s]*)?\)/g;

// What is removed here is a copy; in another folder it would be the pages themselves.
if (!publicPackages().some(({ folder }) => folder === process.cwd())) {
  throw new Error(`${process.cwd()} is not the folder of a package`);
}
rmSync('docs', { recursive: true, force: true });
if (!process.argv.includes('--remove')) {
  const pages = pagesNamedIn('src');
  for (const page of pages) {
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, withoutDeadLinks(page, pages));
  }
}

function pagesNamedIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
  return new Set(texts.flatMap((text) => text.match(PAGE) ?? []));
}

/** A page whose links to what is not packed are text. */
function withoutDeadLinks(page, pages) {
  const text = readFileSync(join(root, page), 'utf8');
  return text.replace(LINK, (link, title, target) =>
    target.includes('://') || pages.has(join(dirname(page), target)) ? link : title,
  );
}
