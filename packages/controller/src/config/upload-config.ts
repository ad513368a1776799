/** The kinds of files that JFinal takes unless an application says otherwise. */
const USUAL =
  'apk rar zip gzip tar gz dmg jpg png jpeg webp svg bmp css js json xml md txt ' +
  'pdf doc docx xls xlsx pot ppt pptx wps mp3 mp2 m3u m3u8 ra mpga ram wav wax wma ' +
  'mp4 mpeg avi wvm 3gp asf asx flv mps pmv mov mpa mpe m4e m2v ts';

/**
 * Which kinds of files are taken as uploads, by the ends of their names. JFinal's names; there it
 * belongs to the process, here to the application: `constants.uploads.addWhitelist('gif')`.
 */
export class UploadConfig {
  readonly #extensions: Set<string> = new Set<string>(USUAL.split(' '));

  /** The kinds that are taken: in lower case, without a dot. */
  get extensions(): ReadonlySet<string> {
    return this.#extensions;
  }

  /** Takes kinds as well, such as `gif`; upper and lower case are the same, a leading dot is dropped. */
  addWhitelist(...extensions: readonly string[]): this {
    for (const extension of extensions) this.#extensions.add(plain(extension));
    return this;
  }

  /** Takes a kind no longer; one that was not taken does nothing. */
  removeWhitelist(extension: string): this {
    this.#extensions.delete(plain(extension));
    return this;
  }

  /** Takes nothing, until kinds are added. */
  clearWhitelist(): this {
    this.#extensions.clear();
    return this;
  }
}

function plain(extension: string): string {
  const text = extension.trim().toLowerCase();
  return text.startsWith('.') ? text.slice(1) : text;
}
