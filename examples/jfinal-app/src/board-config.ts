import {
  AppConfig,
  type Constants,
  type Engine,
  type Interceptors,
  type Routes,
} from '@httpsession/controller';
import { LiquidViews } from '@httpsession/controller/views';
import { fileURLToPath } from 'node:url';
import { AccountController } from './account-controller.ts';
import { ActionNameInterceptor } from './action-name-interceptor.ts';
import { IndexController } from './index-controller.ts';
import { MessageController } from './message-controller.ts';

/** The settings of the application. */
export class BoardConfig extends AppConfig {
  override configConstant(me: Constants): void {
    me.setDevMode(false);
  }

  override configRoute(me: Routes): void {
    // As in JFinal: every public method is an action.
    me.setImplicitActions(true);
    me.add('/', IndexController);
    me.add('/account', AccountController);
    me.add('/message', MessageController);
  }

  override configEngine(me: Engine): void {
    me.setViewEngine(
      new LiquidViews({ root: fileURLToPath(new URL('../views', import.meta.url)) }),
    );
  }

  override configInterceptor(me: Interceptors): void {
    me.add(new ActionNameInterceptor());
  }
}
