/**
 * @typedef {object} Subject
 * @property {string} name how it is called on the command line
 * @property {string} title how it is called in the tables
 * @property {string} base the subject without sessions that it is compared with, besides bare
 * @property {'node' | 'java'} runtime
 * @property {boolean} [keepsSessions] false for those that only answer
 * @property {boolean} [isFull] its sessions are kept from turn to turn, so that each new one ends another
 * @property {boolean} [isOffline] it is measured without a network only
 * @property {readonly string[]} [loads] the loads that it is made for; without them those of sessions alone
 */

/** What sessions cost, and what an application on top of them does. */
const SESSION_LOADS = ['read', 'write', 'create'];
export const LOADS = [...SESSION_LOADS, 'action'];

/**
 * Whether a subject takes part in a load.
 * @param {Subject} subject
 * @param {string} load
 */
export function takes({ loads = SESSION_LOADS }, load) {
  return loads.includes(load);
}

/** @type {readonly Subject[]} */
export const subjects = [
  {
    name: 'bare',
    title: 'bare `node:http`',
    base: 'bare',
    runtime: 'node',
    keepsSessions: false,
    loads: LOADS,
  },
  { name: 'map', title: 'bare Map', base: 'bare', runtime: 'node' },
  { name: 'httpsession', title: '**httpsession**', base: 'bare', runtime: 'node' },
  {
    name: 'httpsession-full',
    title: '**httpsession**, full: a new session culls another',
    base: 'bare',
    runtime: 'node',
    isFull: true,
    isOffline: true,
    loads: ['create'],
  },
  {
    name: 'httpsession-signed',
    title: '**httpsession**, signed ids',
    base: 'bare',
    runtime: 'node',
  },
  { name: 'servlet', title: 'a servlet', base: 'bare', runtime: 'node' },
  {
    name: 'controller',
    title: 'a controller with two interceptors',
    base: 'bare',
    runtime: 'node',
    loads: LOADS,
  },
  {
    name: 'express-session',
    title: 'express-session, without Express',
    base: 'bare',
    runtime: 'node',
  },
  { name: 'express', title: 'Express alone', base: 'bare', runtime: 'node', keepsSessions: false },
  {
    name: 'express-httpsession',
    title: 'Express with **httpsession**',
    base: 'express',
    runtime: 'node',
  },
  {
    name: 'express-express-session',
    title: 'Express with express-session',
    base: 'express',
    runtime: 'node',
  },
  { name: 'fastify', title: 'Fastify alone', base: 'bare', runtime: 'node', keepsSessions: false },
  {
    name: 'fastify-session',
    title: 'Fastify with @fastify/session',
    base: 'fastify',
    runtime: 'node',
  },
  { name: 'koa', title: 'Koa alone', base: 'bare', runtime: 'node', keepsSessions: false },
  { name: 'koa-session', title: 'Koa with koa-session', base: 'koa', runtime: 'node' },
  {
    name: 'tomcat-alone',
    title: 'Tomcat, no session',
    base: 'bare',
    runtime: 'java',
    keepsSessions: false,
  },
  { name: 'tomcat', title: 'Tomcat', base: 'tomcat-alone', runtime: 'java' },
  {
    name: 'express-middlewares',
    title: 'Express with express-session and two middlewares',
    base: 'bare',
    runtime: 'node',
    loads: ['action'],
  },
  {
    name: 'nest',
    title: 'NestJS with express-session and two interceptors',
    base: 'bare',
    runtime: 'node',
    loads: ['action'],
  },
  {
    name: 'jfinal',
    title: 'JFinal on Jetty, with two interceptors',
    base: 'bare',
    runtime: 'java',
    loads: ['action'],
  },
];
