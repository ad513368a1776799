// #region express
import { createServer } from 'httpsession';
import { ambientListener } from '@httpsession/ambient';
import { session } from '@httpsession/ambient/http';
import express from 'express';

function addToCart(item: string): string[] {
  const items = (session.getAttribute('items') as string[] | null) ?? [];
  session.setAttribute('items', [...items, item]);
  return [...items, item];
}

const app = express();
app.use(express.json());
app.post('/cart', (request, response) => {
  const { item } = request.body as { item: string };
  response.json(addToCart(item));
});

export const server = createServer({ sessionTimeout: 30 }, ambientListener(app));
// #endregion express
