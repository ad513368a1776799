import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Answer } from './browser.ts';
import { type JavaProgram, type Running, startJava } from './java.ts';
import { type Comparison, replay, type Script } from './replay.ts';

const START_MS = 120_000;

/** A port, its original, and what users do with both. */
export interface Port {
  readonly original: JavaProgram;
  /** A server of the port; it listens where it is told to. */
  readonly createServer: () => Server;
  readonly scripts: readonly Script[];
  readonly compared: Comparison;
  /** The answers of a script without that wherein the two may differ. */
  readonly comparable: (answers: readonly Answer[]) => readonly Answer[];
}

/** Has a test for each script, inside of a `describe`: the port answers it as its original does. */
export function testSideBySide(port: Port): void {
  let original: Running;
  let server: Server;

  beforeAll(async () => {
    original = await startJava(port.original);
    server = port.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
  }, START_MS);

  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await original.close();
  });

  it.each(port.scripts)('$name', async (script) => {
    const theirs = await replay(script, original.port, port.compared);
    const own = (server.address() as AddressInfo).port;
    const ours = await replay(script, own, port.compared);
    expect(port.comparable(ours)).toEqual(port.comparable(theirs));
  });
}
