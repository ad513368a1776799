import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../java/BenchServer.java', import.meta.url));
const CLASSES = fileURLToPath(new URL('../java/dist', import.meta.url));
const JAR = process.env.HTTPSESSION_TOMCAT_JAR ?? '/usr/share/java/tomcat10-embed-core.jar';

/** Whether Tomcat can run here; the table has no row for it otherwise. */
export function hasTomcat() {
  return existsSync(JAR) && spawnSync('javac', ['-version']).status === 0;
}

/** Compiles the servlet; gives what starts it with `name`, 'tomcat' or 'tomcat-alone'. */
export function tomcatCommand(name) {
  mkdirSync(CLASSES, { recursive: true });
  execFileSync('javac', ['-nowarn', '-cp', JAR, '-d', CLASSES, SOURCE], { stdio: 'pipe' });
  return ['java', ['-Xmx3g', '-cp', `${CLASSES}${delimiter}${JAR}`, 'BenchServer', name]];
}

/** The versions of the two, for the page. */
export function tomcatVersions() {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' }).stderr.split('"')[1];
  const tomcat = execFileSync('java', ['-cp', JAR, 'org.apache.catalina.util.ServerInfo'], {
    encoding: 'utf8',
  });
  return { java, tomcat: /Server number:\s*([\d.]+)/.exec(tomcat)?.[1] };
}
