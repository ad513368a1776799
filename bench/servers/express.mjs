import { createServer } from 'node:http';
import express from 'express';
import { answer } from './answer.mjs';

/** Express without sessions: what the two rows with Express are compared with. */
export function open() {
  const app = express();
  app.disable('x-powered-by');
  for (const path of ['/read', '/write', '/create']) {
    app.get(path, (_request, response) => answer(response));
  }
  return { server: createServer(app) };
}
