import { Before, Controller, Inject } from '@httpsession/controller';
import { Board } from './board.ts';
import { LoginInterceptor } from './login-interceptor.ts';
import { MessageValidator } from './message-validator.ts';

/** The messages of the board. */
@Before(LoginInterceptor)
export class MessageController extends Controller {
  @Inject(Board) board!: Board;

  index(): void {
    const notice = this.getSessionAttr('notice') as string | null;
    this.removeSessionAttr('notice');
    this.set('notice', notice);
    this.set('messages', this.board.all());
    this.render('list.html');
  }

  form(): void {
    this.createToken();
    this.render('form.html');
  }

  @Before(MessageValidator)
  save(): void {
    const number = this.board.add(
      this.getSessionAttr('user') as string,
      this.getPara('text') ?? '',
    );
    this.setSessionAttr('notice', `Saved as number ${number}`);
    this.redirect('/message');
  }

  show(): void {
    const message = this.board.get(this.getParaToInt(0, 1));
    if (message === null) {
      this.renderError(404);
    }
    this.set('message', message).set('format', this.getPara(1, 'text'));
    if (this.getPara(1) === 'json') {
      this.renderJsonAttrs('message');
    } else {
      this.renderText(message);
    }
  }
}
