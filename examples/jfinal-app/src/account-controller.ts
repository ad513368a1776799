import { Before, Clear, Controller } from '@httpsession/controller';
import { LoginInterceptor } from './login-interceptor.ts';

/** Signing in and out. */
@Before(LoginInterceptor)
export class AccountController extends Controller {
  index(): void {
    this.renderText(`Signed in as ${String(this.getSessionAttr('user'))}`);
  }

  @Clear(LoginInterceptor)
  form(): void {
    const notice = this.getSessionAttr('notice') as string | null;
    this.removeSessionAttr('notice');
    this.renderHtml(
      `<p>${notice ?? ''}</p>` +
        '<form method="post" action="/account/login">' +
        '<input name="name"><input name="password" type="password"><button>Sign in</button></form>',
    );
  }

  @Clear(LoginInterceptor)
  login(): void {
    const name = this.getPara('name');
    if (name === null || this.getPara('password') !== 'secret') {
      this.setSessionAttr('notice', 'Wrong name or password');
      this.redirect('/account/form');
      return;
    }
    this.getSession();
    this.getRequest().changeSessionId();
    this.setSessionAttr('user', name);
    this.redirect('/message');
  }

  logout(): void {
    this.getSession().invalidate();
    this.redirect('/');
  }
}
