// One server in a process of its own: takes commands, a line of JSON each, and answers in kind.
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { drive } from './injected-client.mjs';
import { compileTicks } from './ticks.mjs';

await compileTicks();
const { open } = await import(`../servers/${process.argv[2]}.mjs`);

let subject;
let options;
let delay;
let fillDeadline;
let cookies;

function usage() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const commands = {
  /** Starts the server; gives its port. */
  async open(given = {}) {
    options = given;
    subject = await open(options, () => fillDeadline);
    subject.server.listen(0, '127.0.0.1');
    await once(subject.server, 'listening');
    return subject.server.address().port;
  },

  /** Runs the code once in an instance of its own, so that what is compiled is not counted later. */
  async rehearse({ options: others, path, count }) {
    const other = await open(others);
    await drive(other.server, path, count);
    await other.reset?.();
    await other.close?.();
  },

  /** CPU of this process so far, with its garbage collector and compiler, in microseconds. */
  usage,

  /** The cookies that `drive` sends in turn. */
  carry(headers) {
    cookies = headers;
  },

  /** Takes requests that come over no network; gives the CPU and the time that all of them took, in microseconds. */
  async drive({ path, count }) {
    const before = usage();
    const began = process.hrtime.bigint();
    await drive(subject.server, path, count, cookies);
    return { cpu: usage() - before, micros: Number(process.hrtime.bigint() - began) / 1000 };
  },

  count: () => subject.count?.() ?? 0,
  reset: () => void subject.reset?.(),

  /** No session is left: one that cannot forget its own is opened again, for requests over no network. */
  async renew() {
    if (subject.reset !== undefined) return subject.reset();
    subject.server.close();
    await subject.close?.();
    subject = await open(options, () => fillDeadline);
  },

  /** Makes sessions in this process; with `expireInMs`, all of them end together. */
  async fill({ count, expireInMs }) {
    fillDeadline = expireInMs === undefined ? undefined : Date.now() + expireInMs;
    await drive(subject.server, '/fill', count);
    return fillDeadline;
  },

  /** What is in use after two collections: the heap, and the buffers that it points to. */
  async heap() {
    for (let round = 0; round < 2; round++) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  },

  startDelay() {
    delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
  },

  /** In milliseconds, with the millisecond between two samples. */
  stopDelay() {
    delay.disable();
    const ms = (nanoseconds) => nanoseconds / 1e6;
    return { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, argument } = JSON.parse(line);
  const value = await commands[command](argument);
  process.stdout.write(`${JSON.stringify({ value: value ?? null })}\n`);
}
process.exit();
