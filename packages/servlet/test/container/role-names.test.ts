import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpServlet, type HttpServletRequest, type HttpServletResponse } from '../../src/index.ts';
import { openSite, TestRealm } from '../support/visitor.ts';

/** Logs in, and says which roles the caller has, by the servlet's names for them. */
class Desk extends HttpServlet {
  override async doGet(request: HttpServletRequest, response: HttpServletResponse): Promise<void> {
    if (request.getUserPrincipal() === null) await request.login('ann', 'secret');
    const runAs = request.getServletContext().getServletRegistration('desk')?.getRunAsRole();
    const roles = ['seller', 'clerk', 'manager'].filter((role) => request.isUserInRole(role));
    response.getWriter().print(`${roles.join(' ')}, ${String(runAs)}`);
  }
}

class Forward extends HttpServlet {
  override async doGet(request: HttpServletRequest, response: HttpServletResponse): Promise<void> {
    await request.getRequestDispatcher('/desk')?.forward(request, response);
  }
}

const WEB_XML = `<web-app>
  <servlet><servlet-name>desk</servlet-name><servlet-class>Desk</servlet-class>
    <run-as><role-name>system</role-name></run-as>
    <security-role-ref><role-name>seller</role-name><role-link>clerk</role-link></security-role-ref>
    <security-role-ref><role-name>manager</role-name></security-role-ref></servlet>
  <servlet><servlet-name>forward</servlet-name><servlet-class>Forward</servlet-class></servlet>
  <servlet-mapping><servlet-name>desk</servlet-name><url-pattern>/desk</url-pattern></servlet-mapping>
  <servlet-mapping><servlet-name>forward</servlet-name><url-pattern>/forward</url-pattern></servlet-mapping>
</web-app>`;

let folder = '';
let webXml = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roles-'));
  webXml = join(folder, 'web.xml');
  await writeFile(webXml, WEB_XML);
});

afterAll(() => rm(folder, { recursive: true }));

async function visit(path: string): Promise<string> {
  const site = await openSite({ realm: new TestRealm(), classes: [Desk, Forward], webXml });
  try {
    return (await site.visitor().get(path)).text;
  } finally {
    await site.close();
  }
}

it('a servlet asks for roles by its own names, and the application links them (Servlet 6.1, 13.3)', async () => {
  expect(await visit('/desk')).toBe('seller clerk, system');
});

it('the names are those of the servlet that the request came to first, as in Tomcat', async () => {
  expect(await visit('/forward')).toBe('clerk, system');
});
