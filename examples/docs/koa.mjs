// #region koa
import { createServer } from 'httpsession';
import Koa from 'koa';

const app = new Koa();
app.use((context) => {
  context.body = `new: ${context.req.getSession().isNew()}\n`;
});
const server = createServer({ sessionTimeout: 30 }, app.callback());
// #endregion koa

server.listen(process.env.PORT ?? 8080, () => {
  console.log(`http://localhost:${server.address().port}/`);
});
