import {
  AppConfig,
  Args,
  Before,
  Controller,
  ControllerFilter,
  Get,
  Inject,
  Path,
  Post,
  requireSession,
  type Routes,
  SessionAttr,
  SessionAttributes,
  SessionScoped,
} from '@httpsession/controller';
import { WebApplication } from '@httpsession/servlet';
import { synchronized } from 'httpsession';

// #region conversation
/** Two pages of one form. */
@Path('/order')
@SessionAttributes('order')
export class OrderController extends Controller {
  @Post()
  address(): void {
    this.setAttr('order', { street: this.getPara('street') });
    this.renderNull();
  }

  @Post()
  confirm(): void {
    const order = this.getAttr<{ street: string }>('order');
    this.completeSession();
    this.renderText(order === null ? 'no order' : `sent to ${order.street}`);
  }
}
// #endregion conversation

// #region scoped
@SessionScoped()
export class Cart {
  readonly items: string[] = [];
}

@Path('/cart')
export class CartController extends Controller {
  @Inject(Cart) cart!: Cart;

  @Post()
  add(): void {
    this.cart.items.push(this.getPara('item', 'nothing'));
    this.flash('message', 'Added');
    this.redirect('/cart/show');
  }

  @Get()
  show(): void {
    this.renderJson({ items: this.cart.items, message: this.getFlash('message') });
  }
}
// #endregion scoped

// #region attribute
@Path('/account')
@Before(requireSession({ attribute: 'loginUser', redirect: '/login' }))
export class AccountController extends Controller {
  /** `@SessionAttribute("loginUser") String user`, as an argument. */
  @Get()
  @Args(SessionAttr('loginUser'))
  show(user: string): void {
    this.renderText(user);
  }

  /** `@SessionAttribute(required = false)`, `synchronizeOnSession`. */
  @Post()
  @Args(SessionAttr('discount', { required: false }))
  async pay(discount: number | null): Promise<void> {
    await synchronized(this.getSession(), async () => {
      this.setSessionAttr('paid', 100 - (discount ?? 0));
    });
    this.renderNull();
  }
}
// #endregion attribute

// #region login
@Path('/')
export class LoginController extends Controller {
  @Post()
  login(): void {
    const name = this.getPara('name', 'ann');
    this.loginAs(name, { principal: name });
    this.redirect('/account/show');
  }
}

export class BankConfig extends AppConfig {
  override configRoute(me: Routes): void {
    me.add(OrderController);
    me.add(CartController);
    me.add(AccountController);
    me.add(LoginController);
  }
}

export function createBank(): WebApplication {
  return new WebApplication({
    filters: {
      controllers: { filter: new ControllerFilter(new BankConfig()), urlPatterns: ['/*'] },
    },
  });
}

/** What `findByPrincipalName` is asked for, mostly: on how many devices somebody is signed in. */
export async function devicesOf(app: WebApplication, name: string): Promise<number> {
  return (await app.sessionManager.listByPrincipal(name)).length;
}
// #endregion login
