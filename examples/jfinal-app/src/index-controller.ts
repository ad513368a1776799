import { Controller, Inject } from '@httpsession/controller';
import { Board } from './board.ts';

/** The first page, and what has no page. */
export class IndexController extends Controller {
  @Inject(Board) board!: Board;

  index(): void {
    const user = this.getSessionAttr('user') as string | null;
    this.renderText(`Hello ${user ?? 'stranger'}, ${this.board.all().length} messages`);
  }

  visits(): void {
    const visits = this.getSessionAttr('visits', 0) as number;
    this.setSessionAttr('visits', visits + 1);
    this.renderJson('visits', visits + 1);
  }

  add(): void {
    const sum = this.getInt('a', 0) + this.getInt('b', 0);
    this.renderText(`sum: ${sum}`);
  }
}
