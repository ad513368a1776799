import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer, type ServletServer } from '@httpsession/servlet';
import { type Running, startJava } from '../../../testing/originals/java.ts';
import { replay } from '../../../testing/originals/replay.ts';
import { requires, tomcatJars } from '../../../testing/requirements.ts';
import { createApplication } from '../src/application.ts';
import { comparable } from './differences.ts';
import { scripts } from './scripts.ts';

const START_MS = 120_000;
const folder = join(import.meta.dirname, '..');

const compared = {
  fields: ['allow', 'content-type', 'location', 'set-cookie', 'x-user'],
  // An id of Tomcat's, or of ours.
  random: /[0-9A-F]{32}|[\w-]{32}(?=[";?\s]|$)/g,
};

requires('java-tomcat')('the servlet application and its original on Tomcat', () => {
  let original: Running;
  let server: ServletServer;

  beforeAll(async () => {
    original = await startJava({
      folder,
      sources: ['java', 'java-server'],
      jars: tomcatJars(),
      mainClass: 'ShopServer',
      args: (base) => [base, join(folder, 'webapp')],
    });
    server = createServer(createApplication()).listen(0, '127.0.0.1');
    await once(server, 'listening');
  }, START_MS);

  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await original.close();
  });

  it.each(scripts)('$name', async (script) => {
    const theirs = await replay(script, original.port, compared);
    const { port } = server.address() as AddressInfo;
    const ours = await replay(script, port, compared);
    expect(ours.map(comparable)).toEqual(theirs.map(comparable));
  });
});
