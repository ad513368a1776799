import type { AddressInfo } from 'node:net';
import { createServer } from '@httpsession/controller';
import { BoardConfig } from './board-config.ts';

const server = createServer(new BoardConfig());
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}/message (any name, password: secret)`);
});
