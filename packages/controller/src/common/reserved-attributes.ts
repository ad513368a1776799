/** Request attributes that the container and this package keep for themselves start so. */
const RESERVED = ['jakarta.servlet.', 'javax.servlet.', 'httpsession.controller.'];

/** Whether a request attribute of this name is none of the application's. */
export function isReservedAttribute(name: string): boolean {
  return RESERVED.some((prefix) => name.startsWith(prefix));
}
