import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, countsOf, linesOf, withLineCounts, wordsOf } from '../../scripts/line-counts.mjs';

const root = join(import.meta.dirname, '../..');

function words(line: string): string {
  return wordsOf(line).join(' ');
}

describe('lines that map one to one', () => {
  it.each([
    ['String name = request.getParameter("name");', "const name = request.getParameter('name');"],
    [
      'User user = (User) session.getAttribute("user");',
      "const user = session.getAttribute('user') as User;",
    ],
    ['out.println("<li>" + item + "</li>");', 'out.println(`<li>${item}</li>`);'],
    [
      'public void doGet(HttpServletRequest r) throws IOException {',
      'override doGet(r: HttpServletRequest): void {',
    ],
    ['@Before(LoginInterceptor.class)', '@Before(LoginInterceptor)'],
    ['if (item == null) {', 'if (item === null) {'],
    ['redirect("/account");', "this.redirect('/account');"],
  ])('%s', (java, port) => {
    expect(words(port)).toBe(words(java));
    expect(words(java)).not.toBe('');
  });
});

describe('lines that do not', () => {
  it.each([
    ['if (name.isEmpty()) {', "if (name === '') {"],
    ['if (item == null) {', 'if (item !== null) {'],
    ['out.println("Wrong name");', "out.println('wrong name');"],
    ['chain.doFilter(request, response);', 'return chain.doFilter(request, response);'],
    ['session.setAttribute("a", b);', "session.setAttribute('b', a);"],
  ])('%s', (java, port) => {
    expect(words(port)).not.toBe(words(java));
  });
});

describe('the count', () => {
  it('joins what a formatter has broken, and skips comments and imports', () => {
    const source =
      "/** Text; */\nimport {\n  a,\n} from 'a';\n// one;\ncall(\n  1,\n);\n@Before(A)\nrun() {\n}";
    expect(linesOf(source)).toEqual(['call( 1, );', '@Before(A)', 'run() {', '}']);
  });

  it('is of lines in the same order', () => {
    expect(compare('a();\nb();\nc();\n', 'b();\na();\nc();\nd();\n')).toEqual({
      java: 3,
      port: 4,
      same: 2,
    });
  });

  it.each([
    ['port-a-servlet-application.md', 'servlet-app'],
    ['port-a-jfinal-application.md', 'jfinal-app'],
  ])('in %s is that of the sources now', (name, example) => {
    const page = readFileSync(join(root, 'docs/how-to', name), 'utf8');
    expect(withLineCounts(page)).toBe(page);
    const rows = countsOf(example);
    expect(page).toContain(`<!-- lines: ${example} -->\n| class |`);
    for (const { java, port, same } of rows) expect(same).toBeLessThanOrEqual(Math.min(java, port));
    expect(rows.length).toBeGreaterThan(7);
  });
});
