/** Why a path cannot be taken. The answer is 400; `reason` is for the log and says nothing of the path. */
export interface BadTarget {
  readonly reason: string;
}

const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * What a path means: path parameters cut from every segment, percent sequences decoded as UTF-8 once,
 * empty segments and dots resolved, in this order as in Tomcat. `%2F`, `%5C`, `\`, NUL, broken sequences and
 * what climbs above the root are refused: behind them two readers of one path could see different things.
 */
export function decodePath(path: string): string | BadTarget {
  if (!path.startsWith('/')) return { reason: 'the path does not begin with a slash' };
  let text = path;
  if (text.includes(';')) text = withoutParameters(text);
  if (text.includes('%')) {
    const decoded = decodePercent(text);
    if (typeof decoded !== 'string') return decoded;
    text = decoded;
  }
  if (text.includes('\\')) return { reason: 'a backslash in the path' };
  if (text.includes('\0')) return { reason: 'a NUL in the path' };
  return needsResolving(text) ? resolve(text) : text;
}

/** A semicolon that is written as `%3B` is part of the segment: this comes before decoding. */
function withoutParameters(path: string): string {
  let kept = '';
  let at = 0;
  for (;;) {
    const semicolon = path.indexOf(';', at);
    if (semicolon < 0) return kept + path.slice(at);
    kept += path.slice(at, semicolon);
    const slash = path.indexOf('/', semicolon);
    if (slash < 0) return kept;
    at = slash;
  }
}

function decodePercent(path: string): string | BadTarget {
  for (let at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
    const code = path.slice(at + 1, at + 3).toLowerCase();
    if (code === '2f' || code === '5c') return { reason: 'an encoded slash in the path' };
    if (code === '00') return { reason: 'a NUL in the path' };
  }
  try {
    return decodeURIComponent(path);
  } catch {
    return { reason: 'a broken percent sequence in the path' };
  }
}

/** Whether a segment is empty (but for the last) or begins with a dot. */
function needsResolving(path: string): boolean {
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const next = path.charCodeAt(at + 1);
    if (next === SLASH || next === DOT) return true;
  }
  return false;
}

function resolve(path: string): string | BadTarget {
  const segments = path.split('/');
  const last = segments.at(-1) ?? '';
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') {
      kept.push(segment);
    } else if (kept.pop() === undefined) {
      return { reason: 'the path climbs above the root' };
    }
  }
  const isFolder = last === '' || last === '.' || last === '..';
  return kept.length === 0 ? '/' : `/${kept.join('/')}${isFolder ? '/' : ''}`;
}
