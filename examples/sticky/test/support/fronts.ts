import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Daemon } from '../../../../testing/services/daemon.ts';
import { listens } from '../../../../testing/services/listens.ts';
import { unprivileged } from '../../../../testing/services/system-user.ts';

/** The ports that the files of the example have. */
export interface Ports {
  readonly front: number;
  readonly a: number;
  readonly b: number;
}

export type FrontFile = 'apache.conf' | 'apache-signed.conf' | 'haproxy.cfg' | 'nginx.conf';

const example = join(import.meta.dirname, '../..');

/** A file of the example as it is, but for the ports, which have to be free ones, and reached from here only. */
function configuration(file: FrontFile, ports: Ports): string {
  const free: Record<string, number> = { '8080': ports.front, '8081': ports.a, '8082': ports.b };
  return readFileSync(join(example, file), 'utf8')
    .replace(/(bind :|listen |\*:)(?=8080)/, (words) => `${words.replace(/[:*]+$/, '')}127.0.0.1:`)
    .replace(/808[012]/g, (port) => String(free[port]));
}

/** Starts the proxy that a file of the example is for, inside of what its package has around such a file. */
export function startFront(file: FrontFile, ports: Ports): Promise<Daemon> {
  const own = configuration(file, ports);
  const { name, around, command } = PACKAGES[file.replace(/\W.*/, '') as keyof typeof PACKAGES];
  return Daemon.start(
    {
      name,
      user: unprivileged('www-data'),
      command,
      isReady: () => listens(ports.front),
    },
    (folder) => writeFile(join(folder, 'conf'), around(own, folder, ports)),
  );
}

const APACHE_MODULES = [
  ...['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http', 'slotmem_shm'],
  ...['proxy_balancer', 'lbmethod_byrequests'],
];

const PACKAGES = {
  apache: {
    name: 'apache',
    command: (folder: string) => [
      'apache2',
      '-d',
      folder,
      '-f',
      join(folder, 'conf'),
      '-DFOREGROUND',
    ],
    around: (own: string, folder: string, { front }: Ports) =>
      [
        ...APACHE_MODULES.map(
          (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
        ),
        `DefaultRuntimeDir ${folder}`,
        `PidFile ${folder}/pid`,
        'ErrorLog /dev/stderr',
        'ServerName localhost',
        `Listen 127.0.0.1:${front}`,
        own,
      ].join('\n'),
  },
  haproxy: {
    name: 'haproxy',
    command: (folder: string) => ['haproxy', '-db', '-f', join(folder, 'conf')],
    around: (own: string) =>
      [
        'global',
        '  maxconn 200',
        'defaults',
        '  mode http',
        '  timeout connect 5000',
        '  timeout client 50000',
        '  timeout server 50000',
        own,
      ].join('\n'),
  },
  nginx: {
    name: 'nginx',
    command: (folder: string) => [
      'nginx',
      '-p',
      folder,
      '-e',
      'stderr',
      '-c',
      'conf',
      '-g',
      'daemon off;',
    ],
    around: (own: string, folder: string) =>
      [
        `pid ${folder}/pid;`,
        'error_log stderr;',
        'events { worker_connections 200; }',
        'http {',
        '  access_log off;',
        ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
          (kind) => `  ${kind}_temp_path ${folder}/${kind};`,
        ),
        own,
        '}',
      ].join('\n'),
  },
};
