import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../java/JFinalServer.java', import.meta.url));
const CLASSES = fileURLToPath(new URL('../java/dist', import.meta.url));
const SCRIPT = new URL('../../scripts/get-jfinal.sh', import.meta.url);
const LIBRARIES = '/usr/share/java';
const JETTY = ['server', 'servlet', 'http', 'io', 'util', 'security', 'util-ajax'];
const JARS = [
  fileURLToPath(new URL('../../.cache/jfinal.jar', import.meta.url)),
  `${LIBRARIES}/servlet-api.jar`,
  ...JETTY.map((part) => `${LIBRARIES}/jetty9-${part}.jar`),
];

/** Whether JFinal can run here, on Jetty; the table has no row for it otherwise. */
export function hasJfinal() {
  return JARS.every((jar) => existsSync(jar)) && spawnSync('javac', ['-version']).status === 0;
}

/** Compiles the application; gives what starts it. */
export function jfinalCommand() {
  mkdirSync(CLASSES, { recursive: true });
  const jars = JARS.join(delimiter);
  execFileSync('javac', ['-nowarn', '-cp', jars, '-d', CLASSES, SOURCE], { stdio: 'pipe' });
  return ['java', ['-Xmx3g', '-cp', `${CLASSES}${delimiter}${jars}`, 'JFinalServer']];
}

/** The versions of the two, for the page. */
export function jfinalVersions() {
  const args = ['-cp', JARS.join(delimiter), 'org.eclipse.jetty.server.Server'];
  const { stderr } = spawnSync('java', args, { encoding: 'utf8' });
  return {
    jfinal: /^version=(.+)$/m.exec(readFileSync(SCRIPT, 'utf8'))?.[1],
    jetty: /^[\d.]+\d/m.exec(stderr.split('\n').at(-2) ?? '')?.[0],
  };
}
