import type { Registration } from '../../api/index.ts';
import type { ComponentHolder, ComponentSettings } from '../component-holder.ts';
import type { ContextPhase } from './context-phase.ts';

/** How a servlet or filter is set up; its setters are for the time before the application starts. */
export abstract class ComponentRegistration<
  H extends ComponentHolder<object, ComponentSettings>,
> implements Registration {
  readonly holder: H;
  protected readonly phase: ContextPhase;

  constructor(holder: H, phase: ContextPhase) {
    this.holder = holder;
    this.phase = phase;
  }

  getName(): string {
    return this.holder.name;
  }

  getClassName(): string {
    return this.holder.className;
  }

  getInitParameter(name: string): string | null {
    return this.holder.settings.initParameters.get(name);
  }

  getInitParameters(): Map<string, string> {
    return this.holder.settings.initParameters.all();
  }

  setInitParameter(name: string, value: string): boolean {
    this.phase.checkOpen('setInitParameter');
    return this.holder.settings.initParameters.set(name, value);
  }

  setInitParameters(parameters: ReadonlyMap<string, string>): Set<string> {
    this.phase.checkOpen('setInitParameters');
    return this.holder.settings.initParameters.setAll(parameters);
  }

  setAsyncSupported(isAsyncSupported: boolean): void {
    this.phase.checkOpen('setAsyncSupported');
    this.holder.settings.isAsyncSupported = isAsyncSupported;
  }
}
