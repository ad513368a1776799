// #region class
import { HttpServlet } from '@httpsession/servlet';

/** What is in the cart, and one more thing for it. */
export class CartServlet extends HttpServlet {}
// #endregion class
