// #region cart
import {
  AppConfig,
  Controller,
  createServer,
  defineController,
  type Routes,
} from '@httpsession/controller';

class CartController extends Controller {
  index(): void {
    this.renderJson({ items: this.getSessionAttr('items', []) as string[] });
  }

  add(): void {
    const items = this.getSessionAttr('items', []) as string[];
    this.setSessionAttr('items', [...items, this.getPara('item', 'nothing')]);
    this.redirect('/cart');
  }
}
defineController(CartController, {
  path: '/cart',
  actions: { index: {}, add: { verbs: ['POST'] } },
});

export class ShopConfig extends AppConfig {
  override configRoute(me: Routes): void {
    me.add(CartController);
  }
}

export const server = createServer(new ShopConfig());
// #endregion cart
