import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer } from '@httpsession/controller';
import type { Server } from 'node:http';
import { type Running, startJava } from '../../../testing/originals/java.ts';
import { replay } from '../../../testing/originals/replay.ts';
import { jfinalJars, requires } from '../../../testing/requirements.ts';
import { BoardConfig } from '../src/board-config.ts';
import { comparable } from './differences.ts';
import { scripts } from './scripts.ts';

const START_MS = 120_000;
const folder = join(import.meta.dirname, '..');

const compared = {
  fields: ['content-type', 'location', 'set-cookie', 'x-action'],
  // An id of Jetty's, a token of JFinal's, and ours.
  random: /node0\w+\.node0|-?\d{15,20}(?=")|[\w-]{32}(?=[";?\s]|$)/g,
};

requires('java-jfinal')('the JFinal application and its original on Jetty', () => {
  let original: Running;
  let server: Server;

  beforeAll(async () => {
    original = await startJava({
      folder,
      sources: ['java', 'java-server'],
      jars: jfinalJars(),
      mainClass: 'BoardServer',
      args: () => [join(folder, 'java-views')],
    });
    server = createServer(new BoardConfig()).listen(0, '127.0.0.1');
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
    expect(comparable(ours)).toEqual(comparable(theirs));
  });
});
