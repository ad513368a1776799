import { readFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { canPin } from './child.mjs';
import { wrkVersion } from './load.mjs';
import { jfinalVersions } from './jfinal.mjs';
import { tomcatVersions } from './tomcat.mjs';

const MANIFEST = new URL('../package.json', import.meta.url);

/** Whether an idle core of this virtual machine waits a while before it gives itself back to the host. */
function isPolling() {
  try {
    return Number(readFileSync('/sys/module/haltpoll/parameters/guest_halt_poll_ns', 'utf8')) > 0;
  } catch {
    return false;
  }
}

/**
 * What ran, and on what: two paragraphs.
 * @param {import('./settings.mjs').Settings} settings
 */
export function machine(settings) {
  const { dependencies } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  const packages = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
  const has = (wanted) => settings.subjects.some(({ name }) => name === wanted);
  const { java, tomcat } = has('tomcat') || has('tomcat-alone') ? tomcatVersions() : {};
  const { jfinal, jetty } = has('jfinal') ? jfinalVersions() : {};
  const [{ model }, ...others] = cpus();
  const versions = [
    `Node ${process.versions.node}`,
    ...packages,
    ...(tomcat === undefined ? [] : [`Tomcat ${tomcat} on Java ${java}`]),
    ...(jfinal === undefined ? [] : [`JFinal ${jfinal} on Jetty ${jetty}`]),
    wrkVersion ?? 'no wrk: a slower generator, so the rates say little',
  ];
  const cores = canPin
    ? `servers on core ${settings.serverCore}, the load generator on core ${settings.loadCore}`
    : 'nothing pinned to a core, for want of taskset';
  return [
    `${model}, ${others.length + 1} cores, ${type()} ${release()}; ${cores}; ` +
      `${settings.connections} connections; ${settings.rounds} rounds of ${settings.seconds} s` +
      `${isPolling() ? '; idle cores poll before they halt' : ''}.`,
    `${versions.join(', ')}.`,
  ].join('\n\n');
}
