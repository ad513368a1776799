import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';

interface Asset {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
}

const CSS = 'text/css; charset=utf-8';
const JAVASCRIPT = 'text/javascript; charset=utf-8';
const SVG = 'image/svg+xml';

// Read once, at the start: small files, and no path of a request ever reaches the disk.
const assets = new Map<string, Asset>([
  load('tokens.css', CSS),
  load('base.css', CSS),
  load('frame.css', CSS),
  load('tiles.css', CSS),
  load('shelf.css', CSS),
  load('cart.css', CSS),
  load('sign-in.css', CSS),
  load('account.css', CSS),
  load('session.css', CSS),
  load('fresh.js', JAVASCRIPT),
  load('live.js', JAVASCRIPT),
  load('favicon.svg', SVG),
]);

/** Answers when the path names one of the shop's files, and says whether it did. */
export function sendAsset(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): boolean {
  const asset = assets.get(path);
  if (asset === undefined) return false;
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('ETag', asset.etag);
  if (request.headers['if-none-match'] === asset.etag) {
    response.writeHead(304).end();
  } else {
    response.writeHead(200, { 'Content-Type': asset.type }).end(asset.body);
  }
  return true;
}

function load(name: string, type: string): [path: string, asset: Asset] {
  const body = readFileSync(new URL(`../../assets/${name}`, import.meta.url));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return [`/assets/${name}`, { body, type, etag }];
}
