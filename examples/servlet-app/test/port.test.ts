import { join } from 'node:path';
import { createServer } from '@httpsession/servlet';
import { testSideBySide } from '../../../testing/originals/side-by-side.ts';
import { requires, tomcatJars } from '../../../testing/requirements.ts';
import { createApplication } from '../src/application.ts';
import { comparable } from './differences.ts';
import { scripts } from './scripts.ts';

const folder = join(import.meta.dirname, '..');

requires('java-tomcat')('the servlet application and its original on Tomcat', () => {
  testSideBySide({
    original: {
      folder,
      sources: ['java', 'java-server'],
      jars: tomcatJars(),
      mainClass: 'ShopServer',
      args: (base) => [base, join(folder, 'webapp')],
    },
    createServer: () => createServer(createApplication()),
    scripts,
    compared: {
      fields: ['allow', 'content-type', 'location', 'set-cookie', 'x-user'],
      // An id of Tomcat's, or of ours.
      random: /[0-9A-F]{32}|[\w-]{32}(?=[";?\s]|$)/g,
    },
    comparable: (answers) => answers.map(comparable),
  });
});
