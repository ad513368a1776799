// #region express
import { createServer } from 'httpsession';
import express from 'express';

const app = express();
app.get('/', (request, response) => {
  response.send(`new: ${request.getSession().isNew()}\n`);
});
const server = createServer({ sessionTimeout: 30 }, app);
// #endregion express

server.listen(process.env.PORT ?? 8080, () => {
  console.log(`http://localhost:${server.address().port}/`);
});
