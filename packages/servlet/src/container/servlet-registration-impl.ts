import { IllegalArgumentException } from 'httpsession';
import type { DynamicServletRegistration, MultipartConfigElement } from '../api/index.ts';
import { checkPatterns, type ServletMapper } from '../mapping/servlet-mapper.ts';
import type { ContextPhase } from './context-phase.ts';
import type { ServletHolder } from './servlet-holder.ts';

/** How a servlet is set up; its setters are for the time before the application starts. */
export class ServletRegistrationImpl implements DynamicServletRegistration {
  readonly holder: ServletHolder;
  readonly #phase: ContextPhase;
  readonly #mapper: ServletMapper<ServletHolder>;
  readonly #mappings: string[] = [];
  #runAsRole: string | null = null;

  constructor(holder: ServletHolder, phase: ContextPhase, mapper: ServletMapper<ServletHolder>) {
    this.holder = holder;
    this.#phase = phase;
    this.#mapper = mapper;
  }

  getName(): string {
    return this.holder.name;
  }

  getClassName(): string {
    return this.holder.className;
  }

  /** Adds URL patterns, or none when another servlet has one of them: gives those. */
  addMapping(...urlPatterns: string[]): Set<string> {
    this.#phase.checkOpen('addMapping');
    checkPatterns(urlPatterns);
    const taken = new Set(
      urlPatterns.filter((pattern) => {
        const owner = this.#mapper.targetOf(pattern);
        return owner !== undefined && owner !== this.holder;
      }),
    );
    if (taken.size > 0) return taken;
    for (const pattern of urlPatterns) {
      this.#mapper.put(pattern, this.holder);
      if (!this.#mappings.includes(pattern)) this.#mappings.push(pattern);
    }
    return taken;
  }

  getMappings(): string[] {
    return [...this.#mappings];
  }

  getInitParameter(name: string): string | null {
    return this.holder.settings.initParameters.get(name);
  }

  getInitParameters(): Map<string, string> {
    return this.holder.settings.initParameters.all();
  }

  setInitParameter(name: string, value: string): boolean {
    this.#phase.checkOpen('setInitParameter');
    return this.holder.settings.initParameters.set(name, value);
  }

  setInitParameters(parameters: ReadonlyMap<string, string>): Set<string> {
    this.#phase.checkOpen('setInitParameters');
    return this.holder.settings.initParameters.setAll(parameters);
  }

  setLoadOnStartup(loadOnStartup: number): void {
    this.#phase.checkOpen('setLoadOnStartup');
    if (!Number.isInteger(loadOnStartup)) {
      throw new IllegalArgumentException('loadOnStartup is a whole number');
    }
    this.holder.settings.loadOnStartup = loadOnStartup;
  }

  setAsyncSupported(isAsyncSupported: boolean): void {
    this.#phase.checkOpen('setAsyncSupported');
    this.holder.settings.isAsyncSupported = isAsyncSupported;
  }

  setMultipartConfig(config: MultipartConfigElement): void {
    this.#phase.checkOpen('setMultipartConfig');
    this.holder.settings.multipart = {
      location: config.getLocation() === '' ? undefined : config.getLocation(),
      maxFileSize: config.getMaxFileSize(),
      maxRequestSize: config.getMaxRequestSize(),
      fileSizeThreshold: config.getFileSizeThreshold(),
    };
  }

  getRunAsRole(): string | null {
    return this.#runAsRole;
  }

  setRunAsRole(role: string): void {
    this.#phase.checkOpen('setRunAsRole');
    if (typeof role !== 'string') throw new IllegalArgumentException('A role is a string');
    this.#runAsRole = role;
  }
}
