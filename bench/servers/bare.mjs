import { createServer } from 'node:http';
import { answer } from './answer.mjs';

/** node:http alone: what every other server is divided by. */
export function open() {
  return { server: createServer((_request, response) => answer(response)) };
}
