import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { codeOf } from './catalogue.mjs';

/** What a variable in an example stands for. */
const VARIABLES = {
  session: ['HttpSession', 'AmbientSession'],
  request: ['HttpServletRequest', 'SessionRequestMethods', 'AmbientRequest'],
  response: ['HttpServletResponse', 'SessionResponseMethods', 'AmbientResponse'],
  this: ['Controller'],
};

const OPTIONS = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ['httpsession-source'],
  allowImportingTsExtensions: true,
  noEmit: true,
  noLib: true,
  types: [],
};

/** What the packages export: names with the names of their members. */
export function publicNames(root) {
  const files = entries(root);
  const program = ts.createProgram(files, OPTIONS);
  const checker = program.getTypeChecker();
  const names = new Map();
  for (const file of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file));
    for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
      const members = membersOf(checker, symbol);
      names.set(symbol.name, new Set([...(names.get(symbol.name) ?? []), ...members]));
    }
  }
  return names;
}

/** Which code in our column is nothing that the packages export, one sentence each. */
export function codeProblems({ rows, conflicts }, names) {
  return [...rows, ...conflicts].flatMap(({ id, about, ours }) =>
    codeOf(ours ?? '')
      .filter((code) => !isPublic(code, names))
      .map((code) => `${id ?? about}: no package exports \`${code}\``),
  );
}

/** `Name`, `name(…)`, `@Name(…)`, `Type.member…` or `session.member…`. */
function isPublic(code, names) {
  const [, head, member] = /^@?([A-Za-z]\w*)(?:\.(\w+))?/.exec(code) ?? [];
  if (head === undefined) return false;
  if (member === undefined) return names.has(head);
  const types = Object.hasOwn(VARIABLES, head) ? VARIABLES[head] : [head];
  return types.some((type) => names.get(type)?.has(member) === true);
}

function membersOf(checker, exported) {
  const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
  const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
  const types = [checker.getDeclaredTypeOfSymbol(symbol), checker.getTypeOfSymbol(symbol)];
  return types.flatMap((type) => checker.getPropertiesOfType(type).map(({ name }) => name));
}

/** The sources of all that can be imported. */
function entries(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .flatMap((folder) => {
      const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return Object.values(exports)
        .filter((entry) => typeof entry === 'object')
        .map((entry) => join(folder, entry['httpsession-source']));
    });
}
