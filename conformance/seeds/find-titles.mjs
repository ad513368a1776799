import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ID = /\bS[0-4]-\d\d\b/g;
const FOLDERS = ['packages', 'examples'];
const OTHERS = ['conformance/test', 'docs/test', 'bench/test'];
/** What tests and groups of tests begin with; the last one is for those that need Java. */
const BEGINNINGS = new Set(['it', 'test', 'describe', 'requires']);
const NOT_RUN = new Set(['skip', 'todo', 'failing']);

// The tests of each row, by id: the files that have the id in the title of a test or of a group of tests. In other
// strings, or in comments, it does not count.
export function findTitles(root) {
  const tests = new Map();
  for (const file of testFiles(root)) {
    const text = readFileSync(join(root, file), 'utf8');
    if (text.match(ID) === null) continue;
    const ids = new Set(titlesOf(file, text).flatMap((title) => title.match(ID) ?? []));
    for (const id of ids) tests.set(id, [...(tests.get(id) ?? []), file]);
  }
  return tests;
}

function titlesOf(file, text) {
  const titles = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return titles;
}

/** Whether something that is called is `it`, `it.each(table)` and the like. */
function isTest(callee) {
  if (ts.isIdentifier(callee)) return BEGINNINGS.has(callee.text);
  if (ts.isPropertyAccessExpression(callee)) {
    return !NOT_RUN.has(callee.name.text) && isTest(callee.expression);
  }
  return ts.isCallExpression(callee) && isTest(callee.expression);
}

function testFiles(root) {
  const inside = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/test`),
  );
  return [...inside, ...OTHERS]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}
