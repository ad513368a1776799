import type { AddressInfo } from 'node:net';
import { createServer } from '@httpsession/servlet';
import { createApplication } from './application.ts';

const server = createServer(createApplication());
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}/shop/cart (any name, password: secret)`);
});
