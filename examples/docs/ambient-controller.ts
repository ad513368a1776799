// #region controller
import { AmbientFilter } from '@httpsession/ambient';
import { session } from '@httpsession/ambient/http';
import {
  AppConfig,
  Controller,
  createServer,
  defineController,
  type Routes,
} from '@httpsession/controller';

function greeting(): string {
  return `Hello ${session.getAttribute('name') ?? 'stranger'}`;
}

class HelloController extends Controller {
  index(): void {
    this.renderText(greeting());
  }

  name(): void {
    session.setAttribute('name', this.getPara('name'));
    this.redirect('/hello');
  }
}
defineController(HelloController, { path: '/hello', actions: { index: {}, name: {} } });

class HelloConfig extends AppConfig {
  override configRoute(me: Routes): void {
    me.add(HelloController);
  }
}

export const server = createServer(new HelloConfig(), {
  filters: { ambient: { filter: new AmbientFilter(), urlPatterns: ['/*'] } },
});
// #endregion controller
