// What a package lets its users call, read from its source: for the pages of the reference. What stands between
//
//   <!-- api: controller Controller/SessionMethods -->
//   <!-- /api -->
//
// is a table of the members of `Controller` that `SessionMethods` declares; without a slash, of all that no other
// exported class declares. Several names, with commas between, make one table. `controller/testing` is the
// entry `./testing` of the package.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { docOf, rowsOfDeclaration } from './api-rows.mjs';
import { root } from './workspace.mjs';

const BLOCK = /<!-- api: (\w+(?:\/\w+)?) ([\w/,\s]+?) -->\n[\s\S]*?<!-- \/api -->/g;
const HEAD = '| | |\n| --- | --- |\n';

const programs = new Map();

/** The file that an entry such as `controller` or `controller/testing` starts at. */
function fileOf(entry) {
  const [name, ...path] = entry.split('/');
  const file = join(root, 'packages', name, 'src', ...path, 'index.ts');
  if (!existsSync(file)) throw new Error(`no entry ${entry}`);
  return file;
}

function programOf(entry) {
  const file = fileOf(entry);
  let found = programs.get(file);
  if (found === undefined) {
    const program = ts.createProgram([file], {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      // From source, whether the packages have been built or not.
      paths: {
        httpsession: [join(root, 'packages/httpsession/src/index.ts')],
        '@httpsession/*': [join(root, 'packages/*/src/index.ts')],
      },
      allowImportingTsExtensions: true,
      noEmit: true,
      noLib: true,
      types: [],
    });
    found = { program, checker: program.getTypeChecker() };
    programs.set(file, found);
  }
  return { ...found, source: found.program.getSourceFile(file) };
}

/** The exports of an entry: the symbols by their names. */
function exportsOf(entry) {
  const { checker, source } = programOf(entry);
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source));
  return new Map(
    symbols.map((symbol) => [
      symbol.name,
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    ]),
  );
}

/** The classes that a class or an interface extends, and itself, as far as this package declares them. */
function lineageOf(entry, symbol) {
  const { checker } = programOf(entry);
  const own = join(root, 'packages', entry.split('/')[0]);
  const found = [];
  const visit = (type) => {
    const at = type.symbol;
    if (at === undefined || found.includes(at)) return;
    if (!at.declarations?.[0]?.getSourceFile().fileName.startsWith(`${own}/`)) return;
    found.push(at);
    for (const base of checker.getBaseTypes(checker.getDeclaredTypeOfSymbol(at)) ?? []) visit(base);
  };
  visit(checker.getDeclaredTypeOfSymbol(symbol));
  return found;
}

function isClassLike(symbol) {
  return (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) !== 0;
}

/** The rows of an export, or of what one of the classes that it extends declares. */
export function rowsOf(entry, name, ancestor) {
  const exported = exportsOf(entry);
  const symbol = exported.get(name);
  if (symbol === undefined) throw new Error(`${entry} has no ${name}`);
  const { checker } = programOf(entry);
  if (!isClassLike(symbol)) return rowsOfDeclaration(symbol.declarations ?? [], name, checker);
  const others = new Set(exported.values());
  const classes = lineageOf(entry, symbol).filter((at) =>
    ancestor === undefined ? at === symbol || !others.has(at) : at.name === ancestor,
  );
  if (classes.length === 0) throw new Error(`${entry}: ${name} does not extend ${ancestor}`);
  return classes.flatMap((at) => rowsOfDeclaration(at.declarations ?? [], name, checker));
}

/** Every export of an entry with the names of its members. */
export function apiOf(entry) {
  return new Map(
    [...exportsOf(entry).keys()].map((name) => [
      name,
      new Set(rowsOf(entry, name).map(({ member }) => member)),
    ]),
  );
}

/** What the blocks of a page are about. */
export function blocksOf(page) {
  return [...page.matchAll(BLOCK)].flatMap(([, entry, names]) =>
    names.split(',').map((text) => {
      const [name, ancestor] = text.trim().split('/');
      return { entry, name, ancestor };
    }),
  );
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}

/** Overloads stand in one row; what a class overrides is told once. */
function merged(rows) {
  const found = [];
  for (const row of rows) {
    const last = found.at(-1);
    if (found.some(({ texts }) => texts.includes(row.text))) continue;
    if (last?.member === row.member && last.name === row.name && row.doc === '') {
      last.texts.push(row.text);
    } else found.push({ ...row, texts: [row.text] });
  }
  return found;
}

function lineOf({ texts, doc }) {
  return `| ${texts.map((text) => `\`${cell(text)}\``).join('<br>')} | ${cell(doc)} |`;
}

function isMember(row) {
  return row.member !== row.name;
}

/** All names of a block with their members, each under its name. */
function listOf(entry, name) {
  const rows = rowsOf(entry, name).map((row) => ({ ...row, name }));
  if (!rows.some(isMember)) return rows;
  const doc = docOf(exportsOf(entry).get(name).declarations?.[0]);
  const own = rows.map((row) => ({ ...row, text: `${name}: ${row.text}` }));
  return [{ name, member: name, text: name, doc }, ...own];
}

function table(entry, names) {
  const list = names.split(',').map((text) => text.trim());
  const [name, ancestor] = list[0].split('/');
  if (list.length > 1)
    return (
      HEAD +
      merged(list.flatMap((at) => listOf(entry, at)))
        .map(lineOf)
        .join('\n')
    );
  const rows = rowsOf(entry, name, ancestor);
  const isWhole = ancestor === undefined && rows.some(({ member }) => member !== name);
  const doc = isWhole ? docOf(exportsOf(entry).get(name).declarations?.[0]) : '';
  return `${doc === '' ? '' : `${doc}\n\n`}${HEAD}${merged(rows).map(lineOf).join('\n')}`;
}

/** A page with its tables as the source is now. */
export function withApi(page) {
  return page.replace(
    BLOCK,
    (_, entry, names) => `<!-- api: ${entry} ${names} -->\n${table(entry, names)}\n<!-- /api -->`,
  );
}
