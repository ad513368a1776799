import { type Controller, Validator } from '@httpsession/controller';

/** A message comes from our form, once, and says something. */
export class MessageValidator extends Validator {
  protected override validate(): void {
    this.validateToken('_jfinal_token', 'tokenError', 'This form has been sent already');
    this.validateRequiredString('text', 'textError', 'Say something');
    this.validateString('text', 2, 20, 'textError', 'Two to twenty characters');
  }

  protected override handleError(c: Controller): void {
    c.keepPara('text');
    c.createToken();
    c.render('form.html');
  }
}
