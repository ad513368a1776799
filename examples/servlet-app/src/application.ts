import { WebApplication } from '@httpsession/servlet';
import { CartServlet } from './cart-servlet.ts';
import { ErrorServlet } from './error-servlet.ts';
import { GuardFilter } from './guard-filter.ts';
import { LoginServlet } from './login-servlet.ts';
import { LogoutServlet } from './logout-servlet.ts';
import { StatisticsServlet } from './statistics-servlet.ts';
import { UserCounter } from './user-counter.ts';

/** The web application of `webapp`, whose web.xml is the one that Tomcat reads. */
export function createApplication(): WebApplication {
  const resourceRoot = new URL('../webapp/', import.meta.url);
  return new WebApplication({
    contextPath: '/shop',
    webXml: new URL('WEB-INF/web.xml', resourceRoot),
    // The names in the descriptor, and what they are here.
    classes: {
      'com.example.shop.CartServlet': CartServlet,
      'com.example.shop.ErrorServlet': ErrorServlet,
      'com.example.shop.GuardFilter': GuardFilter,
      'com.example.shop.LoginServlet': LoginServlet,
      'com.example.shop.LogoutServlet': LogoutServlet,
      'com.example.shop.StatisticsServlet': StatisticsServlet,
      'com.example.shop.UserCounter': UserCounter,
    },
  });
}
