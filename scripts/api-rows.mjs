// The rows of a table of the reference: how something is called, and what its comment says.
import ts from 'typescript';

const MAX_TYPE = 120;

function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}

function plain(comment) {
  const text = ts.getTextOfJSDocComment(comment) ?? '';
  return oneLine(text.replace(/\{@link\s+([^}\s]+)\s*\}/g, '`$1`'));
}

/** What the comment of a declaration says, with its tags as sentences. */
export function docOf(node) {
  if (node === undefined) return '';
  // The comment of a constant stands before its statement.
  const at = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const own = ts.getJSDocCommentsAndTags(at).filter(ts.isJSDoc).at(-1);
  if (own === undefined) return '';
  const tags = (own.tags ?? []).map((tag) => sentenceOf(tag)).filter((text) => text !== '');
  return [plain(own.comment), ...tags].filter((text) => text !== '').join(' ');
}

function sentenceOf(tag) {
  const text = plain(tag.comment);
  switch (tag.tagName.text) {
    case 'param':
      return text === ''
        ? ''
        : `\`${tag.name.getText()}\`: ${text.replace(/^- /, '').replace(/\.?$/, '.')}`;
    case 'returns':
      return text === '' ? '' : `Gives ${text.replace(/\.?$/, '.')}`;
    case 'throws':
      return `*Throws* ${text.replace(/\.?$/, '.')}`;
    case 'deprecated':
      return `Deprecated: ${text.replace(/\.?$/, '.')}`;
    default:
      return '';
  }
}

/** What a default is, where it is the name of a constant. */
function valueOf(initializer, checker) {
  if (!ts.isIdentifier(initializer)) return initializer.getText();
  let symbol = checker.getSymbolAtLocation(initializer);
  if (symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias) {
    symbol = checker.getAliasedSymbol(symbol);
  }
  return symbol?.valueDeclaration?.initializer?.getText() ?? initializer.getText();
}

function parametersOf(node, checker) {
  return node.parameters
    .filter((parameter) => parameter.name.getText() !== 'this')
    .map((parameter) => {
      const rest = parameter.dotDotDotToken === undefined ? '' : '...';
      const optional = parameter.questionToken === undefined ? '' : '?';
      const type = parameter.type === undefined ? '' : `: ${parameter.type.getText()}`;
      const { initializer } = parameter;
      const value = initializer === undefined ? '' : ` = ${valueOf(initializer, checker)}`;
      return `${rest}${parameter.name.getText()}${optional}${type}${value}`;
    })
    .join(', ');
}

function callOf(name, node, checker) {
  const types = node.typeParameters?.map((type) => type.getText()).join(', ');
  const result = node.type === undefined ? '' : `: ${node.type.getText()}`;
  const generic = types === undefined ? '' : `<${types}>`;
  return oneLine(`${name}${generic}(${parametersOf(node, checker)})${result}`);
}

function modifiersOf(node) {
  const flags = ts.getCombinedModifierFlags(node);
  return [
    [ts.ModifierFlags.Static, 'static '],
    [ts.ModifierFlags.Protected, 'protected '],
    [ts.ModifierFlags.Readonly, 'readonly '],
  ]
    .filter(([flag]) => (flags & flag) !== 0)
    .map(([, word]) => word)
    .join('');
}

function isHidden(node) {
  if (node.name !== undefined && ts.isPrivateIdentifier(node.name)) return true;
  if (node.name !== undefined && ts.isComputedPropertyName(node.name)) return true;
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0;
}

/** What the comment of the interface says that a class implements. */
function inheritedDocOf(node, checker) {
  const symbol = checker.getSymbolAtLocation(node.name);
  if (symbol === undefined || symbol.declarations?.length !== 1) return '';
  const parts = symbol.getDocumentationComment(checker);
  return oneLine(ts.displayPartsToString(parts).replace(/\{@link\s+([^}\s]+)\s*\}/g, '`$1`'));
}

function rowOfMember(node, className, checker) {
  const doc = docOf(node);
  if (ts.isConstructorDeclaration(node)) {
    return { member: 'constructor', text: `new ${callOf(className, node, checker)}`, doc };
  }
  const member = node.name.getText();
  const shown = doc === '' ? inheritedDocOf(node, checker) : doc;
  const isCall = ts.isMethodDeclaration(node) || ts.isMethodSignature(node);
  const optional = node.questionToken === undefined ? '' : '?';
  if (isCall) {
    return {
      member,
      text: modifiersOf(node) + callOf(`${member}${optional}`, node, checker),
      doc: shown,
    };
  }
  const type = (node.type?.getText() ?? '').replace(/ \| undefined$/, '').replace(/^\| /, '');
  const typed = type === '' || type.length > MAX_TYPE ? '' : `: ${type}`;
  return { member, text: oneLine(`${modifiersOf(node)}${member}${optional}${typed}`), doc: shown };
}

function isRowMember(node) {
  return (
    ts.isConstructorDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isGetAccessorDeclaration(node)
  );
}

/** Overloads stand for what implements them. */
function withoutImplementations(nodes) {
  const overloaded = new Set(
    nodes
      .filter((node) => node.body === undefined && !ts.isPropertySignature(node))
      .filter((node) => ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node))
      .filter((node) => !(ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Abstract))
      .map((node) => node.name?.getText()),
  );
  return nodes.filter((node) => node.body === undefined || !overloaded.has(node.name?.getText()));
}

function membersOf(declaration, name, checker) {
  const nodes = declaration.members.filter((node) => isRowMember(node) && !isHidden(node));
  return withoutImplementations(nodes).map((node) => rowOfMember(node, name, checker));
}

/** The rows of what is declared under one name: its members, its calls, or itself. */
export function rowsOfDeclaration(declarations, name, checker) {
  const shapes = declarations.filter(
    (node) => ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node),
  );
  const members = shapes.flatMap((node) => membersOf(node, name, checker));
  if (members.length > 0) return members;
  const calls = declarations.filter(ts.isFunctionDeclaration);
  const shown = calls.length > 1 ? calls.filter(({ body }) => body === undefined) : calls;
  if (shown.length > 0) {
    return shown.map((node) => ({
      member: name,
      text: callOf(name, node, checker),
      doc: docOf(node),
    }));
  }
  const [node] = declarations;
  const type = node === undefined ? '' : oneLine(node.type?.getText() ?? '').replace(/^\| /, '');
  const isShort = type !== '' && type.length <= MAX_TYPE && !ts.isVariableDeclaration(node);
  return [{ member: name, text: isShort ? `${name} = ${type}` : name, doc: docOf(node) }];
}
