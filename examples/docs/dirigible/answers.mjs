// Runs a script for a request, as Eclipse Dirigible does, and looks at the answer: `node answers.mjs script.mjs`.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { get } from 'node:http';
import { argv } from 'node:process';
import { text } from 'node:stream/consumers';
import { createServer } from 'httpsession';
import { ambientHandler } from 'sdk';

const server = createServer(
  {},
  ambientHandler(() => import(`./${argv[2]}`)),
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const [answer] = await once(get({ port: server.address().port, agent: false }), 'response');
assert.equal(await text(answer), '[Attribute]: value1\n');
assert.match(String(answer.headers['set-cookie']), /^JSESSIONID=/);
server.close();
