import { join } from 'node:path';
import { createServer } from '@httpsession/controller';
import { testSideBySide } from '../../../testing/originals/side-by-side.ts';
import { jfinalJars, requires } from '../../../testing/requirements.ts';
import { BoardConfig } from '../src/board-config.ts';
import { comparable } from './differences.ts';
import { scripts } from './scripts.ts';

const folder = join(import.meta.dirname, '..');

requires('java-jfinal')('the JFinal application and its original on Jetty', () => {
  testSideBySide({
    original: {
      folder,
      sources: ['java', 'java-server'],
      jars: jfinalJars(),
      mainClass: 'BoardServer',
      args: () => [join(folder, 'java-views')],
    },
    createServer: () => createServer(new BoardConfig()),
    scripts,
    compared: {
      fields: ['content-type', 'location', 'set-cookie', 'x-action'],
      // An id of Jetty's, a token of JFinal's, and ours.
      random: /node0\w+\.node0|-?\d{15,20}(?=")|[\w-]{32}(?=[";?\s]|$)/g,
    },
    comparable,
  });
});
