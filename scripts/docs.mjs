// Puts the code of the documentation where it is shown: what stands between the two comments
//
//   <!-- snippet: examples/docs/login.ts#login -->
//   <!-- /snippet -->
//
// is the region `login` of that file, from `// #region login` to `// #endregion login`; without `#login`
// it is the whole file. The tables of api.mjs and line-counts.mjs are made in the same way. `npm run docs` writes,
// `npm run docs:check` only looks.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { argv } from 'node:process';
import { withApi } from './api.mjs';
import { withLineCounts } from './line-counts.mjs';
import { publicPackages, root } from './workspace.mjs';

const SNIPPET = /<!-- snippet: ([\w./-]+)(?:#([\w-]+))? -->\n[\s\S]*?<!-- \/snippet -->/g;
const LANGUAGES = {
  '.html': 'html',
  '.java': 'java',
  '.json': 'json',
  '.mjs': 'js',
  '.ts': 'ts',
  '.xml': 'xml',
};
const PAGES_AT_ROOT = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

/** The paths of all pages of the documentation. */
export function pages() {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(root, 'docs', path));
  return [
    ...PAGES_AT_ROOT.map((path) => join(root, path)),
    ...publicPackages().map(({ folder }) => join(folder, 'README.md')),
    ...docs.sort(),
  ];
}

const MARK = /^\s*\/\/ #(?:end)?region\b/;

/** A page with the snippets that its comments name, as they are in their files now. */
export function withSnippets(page) {
  return page.replace(SNIPPET, (_, path, region) => {
    const name = region === undefined ? path : `${path}#${region}`;
    const language = LANGUAGES[extname(path)] ?? '';
    const code = snippet(path, region);
    return `<!-- snippet: ${name} -->\n\`\`\`${language}\n${code}\n\`\`\`\n<!-- /snippet -->`;
  });
}

/** A page without its snippets: what is left was written by hand. */
export function withoutSnippets(page) {
  return page.replace(SNIPPET, '');
}

function snippet(path, region) {
  const lines = readFileSync(join(root, path), 'utf8').trimEnd().split('\n');
  // A whole file is shown without the marks of its regions, which other pages show.
  if (region === undefined) return lines.filter((line) => !MARK.test(line)).join('\n');
  const start = lines.findIndex((line) => line.trim() === `// #region ${region}`);
  const end = lines.findIndex((line) => line.trim() === `// #endregion ${region}`);
  if (start < 0 || end < start) throw new Error(`${path} has no region ${region}`);
  const own = lines.slice(start + 1, end);
  const indents = own.filter((line) => line !== '').map((line) => line.search(/\S/));
  return own.map((line) => line.slice(Math.min(...indents))).join('\n');
}

function run(isCheck) {
  const stale = pages().filter((path) => {
    const page = readFileSync(path, 'utf8');
    const current = withLineCounts(withApi(withSnippets(page)));
    if (current !== page && !isCheck) writeFileSync(path, current);
    return current !== page;
  });
  for (const path of stale) {
    console.log(`${isCheck ? 'stale' : 'written'}: ${relative(root, path)}`);
  }
  if (!isCheck || stale.length === 0) return;
  console.log('Run npm run docs, and look at what changed.');
  process.exitCode = 1;
}

if (argv[1] === import.meta.filename) run(argv.includes('--check'));
