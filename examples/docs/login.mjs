// #region program
import { createServer } from 'httpsession';

const listener = {
  sessionCreated: () => console.log('a session begins'),
  sessionDestroyed(event) {
    const user = event.getSession().getAttribute('loginUser') ?? 'nobody';
    console.log(`a session of ${user} ends: ${event.getReason()}`);
  },
};

const server = createServer({ sessionTimeout: 30, listeners: [listener] }, (request, response) => {
  switch (`${request.method} ${request.url}`) {
    case 'POST /login':
      return login(request, response);
    case 'POST /logout':
      request.getSession(false)?.invalidate();
      return response.end('bye\n');
    default:
      return response.end(`hello, ${userOf(request) ?? 'stranger'}\n`);
  }
});

function login(request, response) {
  // Here the password is checked.
  const session = request.getSession();
  request.changeSessionId();
  session.setPrincipal('ann');
  session.setAttribute('loginUser', 'ann');
  response.end('welcome\n');
}

function userOf(request) {
  return request.getSession(false)?.getAttribute('loginUser');
}

server.listen(process.env.PORT ?? 8080, () => {
  console.log(`http://localhost:${server.address().port}/`);
});
// #endregion program
