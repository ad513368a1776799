import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer, type ServletServer } from '@httpsession/servlet';
import { requires } from '../../../testing/requirements.ts';
import { createApplication } from '../src/application.ts';
import { comparable } from './differences.ts';
import { replay } from './replay.ts';
import { scripts } from './scripts.ts';
import { type Running, startOriginal } from './tomcat.ts';

const START_MS = 120_000;

requires('java-tomcat')('the servlet application and its original on Tomcat', () => {
  let original: Running;
  let server: ServletServer;

  beforeAll(async () => {
    original = await startOriginal();
    server = createServer(createApplication()).listen(0, '127.0.0.1');
    await once(server, 'listening');
  }, START_MS);

  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await original.close();
  });

  it.each(scripts)('$name', async (script) => {
    const theirs = await replay(script, original.port);
    const ours = await replay(script, (server.address() as AddressInfo).port);
    expect(ours.map(comparable)).toEqual(theirs.map(comparable));
  });
});
