import { IllegalArgumentException } from 'httpsession';
import type { DynamicServletRegistration, MultipartConfigElement } from '../../api/index.ts';
import { checkPatterns, type ServletMapper } from '../../mapping/servlet-mapper.ts';
import { ComponentRegistration } from './component-registration.ts';
import type { ContextPhase } from './context-phase.ts';
import type { ServletHolder } from '../servlet-holder.ts';

/** How a servlet is set up; its setters are for the time before the application starts. */
export class ApplicationServletRegistration
  extends ComponentRegistration<ServletHolder>
  implements DynamicServletRegistration
{
  readonly #mapper: ServletMapper<ServletHolder>;
  readonly #mappings: string[] = [];
  #runAsRole: string | null = null;

  constructor(holder: ServletHolder, phase: ContextPhase, mapper: ServletMapper<ServletHolder>) {
    super(holder, phase);
    this.#mapper = mapper;
  }

  /** Adds URL patterns, or none when another servlet has one of them: gives those. */
  addMapping(...urlPatterns: string[]): Set<string> {
    this.phase.checkOpen('addMapping');
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

  setLoadOnStartup(loadOnStartup: number): void {
    this.phase.checkOpen('setLoadOnStartup');
    if (!Number.isInteger(loadOnStartup)) {
      throw new IllegalArgumentException('loadOnStartup is a whole number');
    }
    this.holder.settings.loadOnStartup = loadOnStartup;
  }

  setMultipartConfig(config: MultipartConfigElement): void {
    this.phase.checkOpen('setMultipartConfig');
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
    this.phase.checkOpen('setRunAsRole');
    if (typeof role !== 'string') throw new IllegalArgumentException('A role is a string');
    this.#runAsRole = role;
  }
}
