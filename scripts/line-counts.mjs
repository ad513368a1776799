// How many lines of the Java originals are the same in the ports. What stands between
//
//   <!-- lines: servlet-app -->
//   <!-- /lines -->
//
// is a table with a row for each Java class of that example.
//
// A line is what ends with `;`, `{` or `}`, or is an annotation, however a formatter breaks it; lines of comments,
// imports, `package` and lone brackets do not count. Two lines are the same when they have the same words in the same
// order, in texts as well. Left out of the words is what one of the languages does not have: modifiers, types of
// variables and results, casts, `throws`, `.class`, `this`. Lines are put beside each other in their order.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './workspace.mjs';

const BLOCK = /<!-- lines: ([\w-]+) -->\n[\s\S]*?<!-- \/lines -->/g;
const ONLY_OF_ONE_LANGUAGE = new Set(
  (
    'public protected private static final void int long boolean abstract const let var export override readonly ' +
    'declare async await this string number unknown Override as class implements extends'
  ).split(' '),
);

/** What stands behind `as` or a colon. */
const TYPE_OF_PORT =
  /(\bas|[\w)!?]:) (?:string|number|boolean|void|unknown|null|[A-Z][\w<>[\], ]*?)(?: \| \w+)*(?=[ ;,)={]|$)/g;

/** A source without comments, `package` and imports. */
function bodyOf(source) {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/^(?:import|package)\b[\s\S]*?;$/gm, '');
}

function isOpen(text) {
  return [...text].reduce((depth, c) => depth + (c === '(' ? 1 : c === ')' ? -1 : 0), 0) > 0;
}

function isWhole(text) {
  return /[;{}]$/.test(text)
    ? !isOpen(text.replace(/\{$/, ''))
    : /^@\w+/.test(text) && !isOpen(text);
}

/** The lines of a source, each in one piece. */
export function linesOf(source) {
  const lines = [];
  let line = '';
  for (const part of bodyOf(source).split('\n')) {
    line = `${line} ${part.trim()}`.trim();
    if (!isWhole(line)) continue;
    lines.push(line);
    line = '';
  }
  return lines;
}

/** The words of code, without what only one of the languages has. */
function wordsOfCode(code) {
  const text = code
    .replace(/\bthrows [\w, ]+/, '')
    .replaceAll('.class', '')
    .replace(/([!=])==/g, '$1=')
    .replace(TYPE_OF_PORT, '$1');
  const words = text.matchAll(/(\bclass )?(\w+|[!=]=|&&|\|\||\?)(?=(\s*[(.]|<\w+>\()?)/g);
  return [...words]
    .filter(([, isNamed, word, isUsed]) => {
      if (ONLY_OF_ONE_LANGUAGE.has(word)) return false;
      return isNamed !== undefined || isUsed !== undefined || !/^[A-Z][a-z]\w*$/.test(word);
    })
    .map(([, , word]) => word);
}

function wordsOfText(text) {
  return (text.match(/\w+/g) ?? []).map((word) => `"${word}`);
}

/** A template as Java says it: texts, and code between them. */
function wordsOfTemplate(template) {
  return template
    .split(/\$\{([^}]*)\}/)
    .flatMap((part, at) => (at % 2 === 0 ? wordsOfText(part) : wordsOf(part)));
}

/** The words of a line that both languages have; those of texts begin with a quotation mark. */
export function wordsOf(line) {
  return line.split(/("(?:\\.|[^"])*"|'(?:\\.|[^'])*'|`[^`]*`)/).flatMap((part, at) => {
    if (at % 2 === 0) return wordsOfCode(part);
    return part.startsWith('`') ? wordsOfTemplate(part.slice(1, -1)) : wordsOfText(part);
  });
}

/** How many lines of one list are in the other one, in the same order. */
function sameLines(left, right) {
  let above = new Array(right.length + 1).fill(0);
  for (const line of left) {
    const row = [0];
    for (const [at, other] of right.entries()) {
      row.push(line === other ? above[at] + 1 : Math.max(above[at + 1], row[at]));
    }
    above = row;
  }
  return above[right.length];
}

/** The lines of both sources that say something, and how many are the same. */
export function compare(java, port) {
  const [left, right] = [java, port].map((source) =>
    linesOf(source)
      .map((line) => wordsOf(line).join(' '))
      .filter((words) => words !== ''),
  );
  return { java: left.length, port: right.length, same: sameLines(left, right) };
}

function kebab(name) {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

/** Each Java class of an example beside its port. */
export function countsOf(example) {
  const folder = join(root, 'examples', example);
  return readdirSync(join(folder, 'java'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.java'))
    .sort()
    .map((path) => {
      const name = basename(path, '.java');
      const port = join(folder, 'src', `${kebab(name)}.ts`);
      if (!existsSync(port)) throw new Error(`${example} has no port of ${name}`);
      const sources = [join(folder, 'java', path), port].map((file) => readFileSync(file, 'utf8'));
      return { name, ...compare(...sources) };
    });
}

function table(example) {
  const rows = countsOf(example);
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const [java, port, same] = [sum('java'), sum('port'), sum('same')];
  const percent = Math.round((100 * same) / java);
  return [
    '| class | lines in Java | lines here | one to one |',
    '| --- | --: | --: | --: |',
    ...rows.map((row) => `| \`${row.name}\` | ${row.java} | ${row.port} | ${row.same} |`),
    `| all | ${java} | ${port} | ${same} (${percent} %) |`,
  ].join('\n');
}

/** A page with its counts as the sources are now. */
export function withLineCounts(page) {
  return page.replace(
    BLOCK,
    (_, example) => `<!-- lines: ${example} -->\n${table(example)}\n<!-- /lines -->`,
  );
}
