/**
 * The attributes that an application knows by name, empty until the application adds its own:
 *
 * ```ts
 * declare module 'httpsession' {
 *   interface SessionAttributes {
 *     loginUser: User;
 *   }
 * }
 * ```
 *
 * A known name then has its type in `getAttribute` and `setAttribute`; any other name is `unknown`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- made to be augmented by applications
export interface SessionAttributes {}
