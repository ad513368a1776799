// The load generator for machines without wrk: raw sockets, one request at a time on each.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { BODY } from '../servers/answer.mjs';

const [port, seconds, connections, path, cookieFile] = process.argv.slice(2);
const cookies = cookieFile === '-' ? [] : readFileSync(cookieFile, 'utf8').trim().split('\n');
const START = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`;
const requests =
  cookies.length === 0
    ? [`${START}\r\n`]
    : cookies.map((line) => `${START}Cookie: ${line}\r\n\r\n`);

const latencies = [];
let errors = 0;
let next = 0;
const start = performance.now();
const end = start + Number(seconds) * 1000;

await Promise.all(Array.from({ length: Number(connections) }, () => converse()));

const micros = Math.round((performance.now() - start) * 1000);
latencies.sort((a, b) => a - b);
const p99Micros = Math.round((latencies[Math.floor(latencies.length * 0.99)] ?? 0) * 1000);
const result = { requests: latencies.length, micros, p99Micros, errors };
process.stdout.write(`result ${JSON.stringify(result)}\n`);

function converse() {
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    let sent = 0;
    let text = '';
    const send = () => {
      sent = performance.now();
      socket.write(requests[next++ % requests.length]);
    };
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('connect', send);
    socket.on('data', (chunk) => {
      text += chunk;
      if (!isWhole(text)) return;
      if (!text.startsWith('HTTP/1.1 200') || !text.includes(BODY)) errors++;
      text = '';
      const now = performance.now();
      latencies.push(now - sent);
      if (now < end) send();
      else socket.destroy();
    });
    socket.on('error', () => errors++);
    socket.on('close', resolve);
  });
}

/** Whether an answer has come to its end: by its length, or with its last chunk. */
function isWhole(answer) {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /^content-length: *(\d+)/im.exec(answer.slice(0, end))?.[1];
  const body = end + 4;
  return length === undefined
    ? answer.endsWith('\r\n0\r\n\r\n')
    : answer.length >= body + Number(length);
}
