import { createServer } from 'httpsession';

const server = createServer({ sessionTimeout: 30, sessionMax: 4096 }, (request, response) => {
  const session = request.getSession();
  const visits = (session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', visits);
  response.end(`visits: ${visits}\n`);
});

server.listen(process.env.PORT ?? 8080, () => {
  console.log(`http://localhost:${server.address().port}/`);
});
